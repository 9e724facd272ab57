import type { Act } from '@archway/shared/act'
import { Decision } from '@archway/shared/api/decision'
import {
  HoldDetail,
  HoldPage,
  HoldQuery,
  HoldRelease,
  HoldReview,
  HoldVerified,
  HoldView,
  NewHold,
  ScheduleView,
} from '@archway/shared/api/hold'
import { Uuid7 } from '@archway/shared/id'
import express, { Router } from 'express'
import { openedText } from '../audit/opened-text.ts'
import type { Secrets } from '../audit/secrets.ts'
import type { Holds } from '../hold/holds.ts'
import type { HoldLedger, HoldRecord } from '../ledger/hold-ledger.ts'
import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { decisionNote } from './decision-note.ts'
import { requireAct, requireCsrf, requireFresh, sessionOf } from './guard.ts'
import { usesLogged } from './log-use.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem, refusing } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_HOLDS = [
  {
    method: 'GET',
    path: '/holds',
    act: 'hold-view',
    query: HoldQuery,
    response: HoldPage,
    summary: 'Holds, newest first',
  },
  {
    method: 'POST',
    path: '/holds',
    act: 'hold-propose',
    request: NewHold,
    response: HoldView,
    status: 201,
    summary: 'Asks that passings be kept beyond retention; it waits for another person',
  },
  {
    method: 'GET',
    path: '/holds/schedule',
    act: 'hold-view',
    response: ScheduleView,
    summary: 'The retention schedule that holds go by',
  },
  {
    method: 'GET',
    path: '/holds/{id}',
    act: 'hold-view',
    response: HoldDetail,
    summary: 'One hold, with what it keeps and the hashes of it',
  },
  {
    method: 'GET',
    path: '/holds/{id}/items/{kind}/{item}',
    act: 'hold-item-view',
    response: null,
    content: 'image/jpeg',
    summary: 'A held image, or the passing as JSON',
  },
  {
    method: 'POST',
    path: '/holds/{id}/approve',
    act: 'hold-approve',
    request: Decision,
    response: HoldView,
    summary: 'Copies what is held under a key of its own; never by whoever proposed it',
  },
  {
    method: 'POST',
    path: '/holds/{id}/refuse',
    act: 'hold-propose',
    request: Decision,
    response: HoldView,
    summary: 'Ends a proposal; also by whoever made it',
  },
  {
    method: 'POST',
    path: '/holds/{id}/review',
    act: 'hold-review',
    request: HoldReview,
    response: HoldView,
    summary: 'Looks at a hold again, and says when next',
  },
  {
    method: 'POST',
    path: '/holds/{id}/verify',
    act: 'hold-view',
    response: HoldVerified,
    summary: 'Holds every item against its hash',
  },
  {
    method: 'POST',
    path: '/holds/{id}/release',
    act: 'hold-release',
    request: HoldRelease,
    response: HoldView,
    summary: 'Destroys what is held, when the schedule lets it; never by whoever proposed it',
  },
  {
    method: 'DELETE',
    path: '/holds/{id}',
    act: 'hold-delete',
    response: null,
    status: 403,
    summary: 'Refused to everybody, and logged: a hold ends by release',
  },
] as const satisfies readonly RouteEntry[]

const MAX_BODY = '256kb'
const NO_HOLD = 'No such hold.'

const PROBLEMS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  'unknown-hold': [404, NO_HOLD],
  'same-person': [409, 'This needs another person than the one who proposed the hold.'],
  'wrong-state': [409, 'The hold is not in a state in which that can be done; load it again.'],
  purged: [409, 'A Read of it was purged before the hold was approved; propose a new hold without it.'],
}

export interface HoldMeans {
  readonly ledger: Pick<HoldLedger, 'hold' | 'holds' | 'heldItems'> & SecretLedger
  readonly secrets: Secrets
  readonly holds: Holds
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** `/holds`: what is kept beyond its time because a case needs it. */
export function holdRoutes(means: HoldMeans): Router {
  const { ledger, holds, now } = means
  const routes = Router()
  const json = express.json({ limit: MAX_BODY })
  const opened = openedText(means)
  const noteIn = decisionNote(means)
  const view = async ({ decidedLine, ...hold }: HoldRecord) =>
    HoldView.parse({
      ...hold,
      decisionNote: await opened(decidedLine),
      overdue: (hold.state === 'active' || hold.state === 'securing') && hold.reviewAt <= now(),
    })
  const idOf = (part: unknown) => inPath(Uuid7, part, NO_HOLD)
  const found = async (id: Uuid7) => {
    const hold = await ledger.hold(id)
    if (!hold) throw new ApiProblem(404, NO_HOLD)
    return hold
  }
  const log = usesLogged(means)
  const refuse = refusing(PROBLEMS)
  const change = (act: Act) => [requireCsrf, requireAct(act, means), requireFresh(means), json] as const

  routes.get('/', requireAct('hold-view', means), async (request, response) => {
    const { before = null, limit } = parsed(HoldQuery, request.query)
    const find = (count: number) => ledger.holds(before, count)
    const { items: shown, next } = await paged(limit, find, ({ id }) => id)
    await log(sessionOf(response).user, 'hold-view', 'success', null, `${shown.length} holds`)
    response.json(HoldPage.parse({ holds: await Promise.all(shown.map(view)), next }))
  })

  routes.get('/schedule', requireAct('hold-view', means), (_request, response) => {
    response.json(ScheduleView.parse(holds.schedule))
  })

  routes.post('/', requireCsrf, requireAct('hold-propose', means), json, async (request, response) => {
    const who = sessionOf(response).user
    const proposed = await holds.propose(parsed(NewHold, request.body), who)
    if (!proposed.ok) {
      await log(who, 'hold-propose', 'failure', null, null)
      throw new ApiProblem(409, `${proposed.error}.`)
    }
    response.status(201).json(await view(proposed.value))
  })

  routes.get('/:id', requireAct('hold-view', means), async (request, response) => {
    const hold = await found(idOf(request.params.id))
    const items = await ledger.heldItems(hold.id)
    await log(sessionOf(response).user, 'hold-view', 'success', hold.id, null)
    response.json(HoldDetail.parse({ ...(await view(hold)), items }))
  })

  routes.get('/:id/items/:kind/:item', requireAct('hold-item-view', means), async (request, response) => {
    const hold = await found(idOf(request.params.id))
    const item = inPath(Uuid7, request.params.item, 'No such item.')
    const { kind } = request.params
    if (kind !== 'passing' && kind !== 'image') throw new ApiProblem(404, 'No such item.')
    const bytes = await holds.read(hold.id, kind, item)
    const detail = `${kind} of hold ${hold.id}`
    await log(sessionOf(response).user, 'hold-item-view', bytes ? 'success' : 'failure', item, detail)
    if (!bytes) throw new ApiProblem(404, 'No such item.')
    response
      .set({ 'content-security-policy': "default-src 'none'; sandbox" })
      .type(kind === 'image' ? 'image/jpeg' : 'application/json')
      .send(Buffer.from(bytes))
  })

  routes.post('/:id/approve', ...change('hold-approve'), async (request, response) => {
    const id = idOf(request.params.id)
    const outcome = await holds.approve(id, sessionOf(response).user, noteIn(request.body))
    if (outcome !== 'securing') refuse(outcome)
    response.json(await view(await found(id)))
  })

  routes.post(
    '/:id/refuse',
    requireCsrf,
    requireAct('hold-propose', means),
    json,
    async (request, response) => {
      const id = idOf(request.params.id)
      const outcome = await holds.refuse(id, sessionOf(response).user, noteIn(request.body))
      if (outcome !== 'refused') refuse(outcome)
      response.json(await view(await found(id)))
    },
  )

  routes.post('/:id/review', ...change('hold-review'), async (request, response) => {
    const id = idOf(request.params.id)
    const { note, nextAt } = parsed(HoldReview, request.body)
    const outcome = await holds.review(id, note, nextAt, sessionOf(response).user)
    if (!outcome.ok) refuse(outcome.error)
    response.json(await view(await found(id)))
  })

  routes.post('/:id/verify', requireCsrf, requireAct('hold-view', means), async (request, response) => {
    const hold = await found(idOf(request.params.id))
    const findings = (await holds.verify(hold.id)).map(({ item, problem }) => ({ ...item, problem }))
    const items = (await ledger.heldItems(hold.id)).length
    const outcome = findings.length === 0 ? 'success' : 'failure'
    await log(
      sessionOf(response).user,
      'hold-view',
      outcome,
      hold.id,
      `verified: ${findings.length} findings`,
    )
    response.json(HoldVerified.parse({ items, findings }))
  })

  routes.post('/:id/release', ...change('hold-release'), async (request, response) => {
    const id = idOf(request.params.id)
    const who = sessionOf(response).user
    const outcome = await holds.release(id, parsed(HoldRelease, request.body), who)
    if (!outcome.ok) {
      await log(who, 'hold-release', 'failure', id, 'refused')
      refuse(outcome.error)
    }
    response.json(await view(await found(id)))
  })

  // Nobody has this act: the attempt itself is what is logged.
  routes.delete('/:id', requireCsrf, requireAct('hold-delete', means))
  return routes
}
