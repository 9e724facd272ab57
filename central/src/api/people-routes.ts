import {
  AccessNotices,
  AccessReviews,
  Clearance,
  Disabling,
  NewPerson,
  NewTraining,
  PersonAdded,
  PersonDone,
  ReviewDecision,
  ReviewOpened,
  RoleChange,
  Roster,
  RosterQuery,
  UserName,
} from '@archway/shared/api/people'
import type { RandomBytes } from '@archway/shared/id'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import type { PeopleLedger } from '../ledger/people-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { accessReviewState } from '../people/access-review.ts'
import type { Act } from '../people/acts.ts'
import { generatePassword, hashPassword } from '../people/passwords.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import { requireAct, requireCsrf, requireFresh, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const Counted = z.coerce.number().int().positive()
const MAX_BODY = '16kb'
const MOST_NOTICES = 200

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
    response: PersonAdded,
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
  {
    method: 'GET',
    path: '/people/{name}/clearance',
    act: 'roster-view',
    response: Clearance,
    summary: 'trainings and receipts on record',
  },
  {
    method: 'GET',
    path: '/people/notices',
    act: 'access-notice',
    response: AccessNotices,
    summary: 'accounts that were used at two places at once',
  },
  {
    method: 'POST',
    path: '/people/notices/{n}/seen',
    act: 'access-notice',
    response: null,
    status: 204,
    summary: 'somebody has looked into a notice',
  },
  {
    method: 'GET',
    path: '/people/reviews',
    act: 'access-review',
    response: AccessReviews,
    summary: "reviews of everybody's access, and when the next is due",
  },
  {
    method: 'POST',
    path: '/people/reviews',
    act: 'access-review',
    response: ReviewOpened,
    status: 201,
    summary: 'list everybody who holds a role',
  },
  {
    method: 'POST',
    path: '/people/reviews/{n}/decide',
    act: 'access-review',
    request: ReviewDecision,
    response: PersonDone,
    summary: 'confirm or end what a person may do; never on oneself',
  },
]

export interface PeopleRouteMeans {
  readonly ledger: PeopleLedger
  readonly policyBook: Pick<PolicyBook, 'current'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly random: RandomBytes
  readonly now: () => number
}

/** Under /api/people: what an administrator does with accounts, and who looks at it. */
export function peopleRoutes(means: PeopleRouteMeans): Router {
  const { ledger, policyBook, uses, random, now } = means
  const routes = Router()
  const json = express.json({ limit: MAX_BODY })
  const change = (act: Act): RequestHandler[] => [
    requireCsrf,
    requireAct(act, means),
    requireFresh(means),
    json,
  ]
  const seen = (response: Response, action: Act, subject: string | null) =>
    uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action,
      outcome: 'success',
      subject,
      detail: null,
    })

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

  routes.get('/notices', requireAct('access-notice', means), async (_request, response) => {
    const notices = await ledger.accessNotices(MOST_NOTICES)
    await seen(response, 'access-notice', null)
    response.json({ notices })
  })
  routes.post(
    '/notices/:n/seen',
    requireCsrf,
    requireAct('access-notice', means),
    async (request, response) => {
      const outcome = await ledger.noticeSeen(
        inPath(Counted, request.params.n, 'There is no such number.'),
        now(),
        sessionOf(response).user,
      )
      if (outcome === 'unknown-notice') throw new ApiProblem(404, 'There is no such notice.')
      response.status(204).end()
    },
  )

  routes.get('/reviews', requireAct('access-review', means), async (_request, response) => {
    const state = await accessReviewState(ledger, policyBook.current().policy, now())
    response.json({ ...state, reviews: await ledger.accessReviews() })
  })
  routes.post('/reviews', ...change('access-review'), async (_request, response) => {
    const outcome = await ledger.openReview(now(), sessionOf(response).user)
    if (outcome === 'open-already') throw new ApiProblem(409, 'A review is open already; finish it first.')
    response.status(201).json(outcome)
  })
  routes.post('/reviews/:n/decide', ...change('access-review'), async (request, response) => {
    const { person, decision } = parsed(ReviewDecision, request.body)
    const n = inPath(Counted, request.params.n, 'There is no such number.')
    const outcome = await ledger.decideReview(n, person, decision, now(), sessionOf(response).user)
    if (outcome === 'unknown-item')
      throw new ApiProblem(404, 'That person is not on the list of this review.')
    if (outcome !== 'done') throw new ApiProblem(409, said(outcome))
    response.json({ name: person, done: decision })
  })

  routes.get('/:name/clearance', requireAct('roster-view', means), async (request, response) => {
    const name = nameOf(request)
    const [trainings, receipts] = await Promise.all([ledger.trainings(name), ledger.receipts(name)])
    await seen(response, 'roster-view', name)
    const without = <T extends { person: string }>({ person: _, ...rest }: T) => rest
    response.json({ trainings: trainings.map(without), receipts: receipts.map(without) })
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
      if (outcome === 'unknown-person') throw new ApiProblem(404, 'There is no such person.')
      if (outcome !== done) throw new ApiProblem(409, said(outcome))
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
  return routes
}

const nameOf = (request: Request): string => inPath(UserName, request.params.name, 'There is no such person.')

const SAID: Readonly<Record<string, string>> = {
  self: 'Nobody does this to themselves; another person must.',
  held: 'The person has this role already.',
  'not-held': 'The person does not have this role.',
  disabled: 'The account is disabled; enable it first.',
  'already-disabled': 'The account is disabled already.',
  'not-disabled': 'The account is not disabled.',
  'self-trained': 'Nobody trains themselves.',
  'decided-already': 'This was decided already.',
}
const said = (outcome: string): string => SAID[outcome] ?? `Not done: ${outcome}.`
