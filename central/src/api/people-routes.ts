import type { Act } from '@archway/shared/act'
import {
  Clearance,
  Disabling,
  NewPerson,
  NewTraining,
  PaperReceipt,
  PasswordGiven,
  PersonDone,
  PersonFile,
  RoleChange,
  Roster,
  RosterQuery,
  Standings,
  type Standing as StandingView,
} from '@archway/shared/api/people'
import type { Policy } from '@archway/shared/policy'
import { type Request, Router } from 'express'
import type { Standing } from '../ledger/standing-ledger.ts'
import { hasReceipt, trainingEnds } from '../people/clearance.ts'
import { generatePassword, hashPassword } from '../people/passwords.ts'
import { subjectOf } from '../people/sso.ts'
import { accessRoutes, ROUTES_ACCESS } from './access-routes.ts'
import { credentialRoutes, ROUTES_CREDENTIALS } from './credential-routes.ts'
import { requireAct, sessionOf } from './guard.ts'
import { parsed } from './parsed.ts'
import { changing, nameOf, type PeopleRouteMeans, refused, seeing } from './people-change.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const acting = (verb: string, act: Act, summary: string, request?: RouteEntry['request']): RouteEntry => ({
  method: 'POST',
  path: `/people/{name}/${verb}`,
  act,
  ...(request ? { request } : {}),
  response: PersonDone,
  summary,
})

export const ROUTES_PEOPLE: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/people',
    act: 'roster-view',
    query: RosterQuery,
    response: Roster,
    summary: 'who may do what, now or at any time',
  },
  {
    method: 'POST',
    path: '/people',
    act: 'person-add',
    request: NewPerson,
    response: PasswordGiven,
    status: 201,
    summary: 'add a person; the password is shown once',
  },
  acting('grant', 'person-grant', 'let a person act in a role; never oneself', RoleChange),
  acting('revoke', 'person-grant', 'end a role', RoleChange),
  acting('disable', 'person-disable', 'end everything of a person at once', Disabling),
  acting('enable', 'person-disable', 'let a disabled account sign in again, without roles'),
  acting('unlock', 'person-unlock', 'release a locked account'),
  acting('reset-factor', 'person-unlock', 'void the second factor; the next login enrols one'),
  acting('training', 'training-record', 'record a training', NewTraining),
  acting('receipt', 'receipt-sign', 'record a receipt of the Special Order on paper', PaperReceipt),
  {
    method: 'GET',
    path: '/people/standings',
    act: 'roster-view',
    response: Standings,
    summary: 'how every account stands now: training, receipt, second factor, last login, lock',
  },
  {
    method: 'GET',
    path: '/people/{name}/file',
    act: 'roster-view',
    response: PersonFile,
    summary: 'all that is on record of an account',
  },
  {
    method: 'GET',
    path: '/people/{name}/clearance',
    act: 'roster-view',
    response: Clearance,
    summary: 'trainings and receipts on record',
  },
  ...ROUTES_CREDENTIALS,
  ...ROUTES_ACCESS,
]

/** Under /api/people: what an administrator does with accounts, and who looks at it. */
export function peopleRoutes(means: PeopleRouteMeans): Router {
  const { ledger, policyBook, ssoProvider, random, now } = means
  const routes = Router()
  const change = changing(means)
  const seen = seeing(means)

  routes.use(accessRoutes(means), credentialRoutes(means))
  routes.get('/', requireAct('roster-view', means), async (request, response) => {
    const { at = now() } = parsed(RosterQuery, request.query)
    const people = await ledger.roster(at)
    await seen(response, 'roster-view', new Date(at).toISOString())
    response.json({ at, people })
  })
  routes.post('/', ...change('person-add'), async (request, response) => {
    const person = parsed(NewPerson, request.body)
    const password = generatePassword(random)
    const by = sessionOf(response).user
    const outcome = await ledger.addPerson(person, await hashPassword(password), now(), by)
    if (outcome === 'exists') throw new ApiProblem(409, 'There is an account of that name already.')
    if (outcome === 'badge-taken')
      throw new ApiProblem(409, 'That number has an account, and nobody has two.')
    response.status(201).json({ name: person.name, password })
  })

  routes.get('/standings', requireAct('roster-view', means), async (_request, response) => {
    const { policy } = policyBook.current()
    const at = now()
    const people = (await ledger.standings()).map((one) => standingView(one, policy, at))
    await seen(response, 'roster-view', new Date(at).toISOString())
    const { number, version } = policy.specialOrder
    response.json({
      at,
      order: { number, version },
      unusedDays: policy.login.unusedDays,
      people,
    } satisfies Standings)
  })

  const clearance = async (name: string) => {
    const [trainings, receipts] = await Promise.all([ledger.trainings(name), ledger.receipts(name)])
    const without = <T extends { person: string }>({ person: _, ...rest }: T) => rest
    return { trainings: trainings.map(without), receipts: receipts.map(without) }
  }
  routes.get('/:name/clearance', requireAct('roster-view', means), async (request, response) => {
    const name = nameOf(request)
    const found = await clearance(name)
    await seen(response, 'roster-view', name)
    response.json(found)
  })
  routes.get('/:name/file', requireAct('roster-view', means), async (request, response) => {
    const name = nameOf(request)
    const [standing, grants, disablings, onRecord] = await Promise.all([
      ledger.standing(name),
      ledger.grants(name),
      ledger.disablings(name),
      clearance(name),
    ])
    if (!standing) throw refused('unknown-person')
    await seen(response, 'roster-view', name)
    const view = standingView(standing, policyBook.current().policy, now())
    const { ssoSubject: key } = standing
    const sso = {
      label: ssoProvider?.label ?? null,
      subject: key === null ? null : subjectOf(key, ssoProvider?.issuer ?? null),
    }
    response.json({ ...view, ...onRecord, sso, grants, disablings } satisfies PersonFile)
  })

  /** One verb on one person: `done` is the outcome that means it was. */
  const on = (
    verb: string,
    act: Act,
    done: string,
    run: (name: string, request: Request, by: string) => Promise<string>,
  ) =>
    routes.post(`/:name/${verb}`, ...change(act), async (request, response) => {
      const name = nameOf(request)
      const outcome = await run(name, request, sessionOf(response).user)
      if (outcome !== done) throw refused(outcome)
      response.json({ name, done })
    })
  on('grant', 'person-grant', 'granted', (name, request, by) =>
    ledger.grantRole(name, parsed(RoleChange, request.body).role, now(), by),
  )
  on('revoke', 'person-grant', 'revoked', (name, request, by) =>
    ledger.revokeRole(name, parsed(RoleChange, request.body).role, now(), by),
  )
  on('disable', 'person-disable', 'disabled', (name, request, by) =>
    ledger.disablePerson(name, parsed(Disabling, request.body).reason, now(), by),
  )
  on('enable', 'person-disable', 'enabled', (name, _request, by) => ledger.enablePerson(name, now(), by))
  on('unlock', 'person-unlock', 'unlocked', (name, _request, by) => ledger.unlockPerson(name, now(), by))
  on('reset-factor', 'person-unlock', 'reset', (name, _request, by) => ledger.resetFactors(name, now(), by))
  on('training', 'training-record', 'recorded', (name, request, by) => {
    const training = parsed(NewTraining, request.body)
    if (training.takenAt > now()) throw new ApiProblem(400, 'The training lies in the future.')
    return ledger.recordTraining({ person: name, ...training }, now(), by)
  })
  on('receipt', 'receipt-sign', 'signed', async (name, request, by) => {
    const { signature } = parsed(PaperReceipt, request.body)
    // One's own is signed at a login; on paper another person vouches for it.
    if (name === by) return 'self'
    const { number, version, sha256 } = policyBook.current().policy.specialOrder
    return ledger.signReceipt({ person: name, number, version, sha256, signature }, now(), by)
  })
  return routes
}

const standingView = (
  { trainedAt, receipts, roles, ssoSubject: _, ...rest }: Standing,
  policy: Policy,
  nowMs: number,
): StandingView => ({
  ...rest,
  roles: [...roles],
  trainedUntil: trainingEnds(trainedAt, policy, nowMs),
  hasOrder: hasReceipt(receipts, policy),
})
