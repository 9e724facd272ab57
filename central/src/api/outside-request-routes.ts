import {
  NewRequest,
  RequestPage,
  RequestQuery,
  RequestRefusal,
  RequestView,
} from '@archway/shared/api/disclosure'
import { Uuid7 } from '@archway/shared/id'
import express, { Router } from 'express'
import type { Disclosures } from '../disclosure/disclosures.ts'
import type { DisclosureLedger } from '../ledger/disclosure-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { usesLogged } from './log-use.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem, refusing } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_OUTSIDE_REQUESTS = [
  {
    method: 'GET',
    path: '/requests',
    act: 'disclosure-view',
    query: RequestQuery,
    response: RequestPage,
    summary: 'Requests from outside the department, newest first; refused ones too',
  },
  {
    method: 'POST',
    path: '/requests',
    act: 'request-record',
    request: NewRequest,
    response: RequestView,
    status: 201,
    summary: 'Puts a request from outside on record',
  },
  {
    method: 'POST',
    path: '/requests/{id}/refuse',
    act: 'request-refuse',
    request: RequestRefusal,
    response: RequestView,
    summary: 'Refuses a request, with the reason',
  },
] as const satisfies readonly RouteEntry[]

const MAX_BODY = '64kb'
const NO_REQUEST = 'No such request.'

const PROBLEMS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  'unknown-request': [404, NO_REQUEST],
  'wrong-state': [409, 'It is not in a state in which that can be done: not approved, or decided already.'],
}

export interface OutsideRequestMeans {
  readonly ledger: Pick<DisclosureLedger, 'request' | 'requests' | 'refuseRequest'>
  readonly disclosures: Pick<Disclosures, 'record'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** `/requests`: what somebody outside the department asked for, without which nothing is disclosed. */
export function outsideRequestRoutes(means: OutsideRequestMeans): Router {
  const { ledger, disclosures, now } = means
  const routes = Router()
  const json = express.json({ limit: MAX_BODY })
  const log = usesLogged(means)
  const refuse = refusing(PROBLEMS)
  const requestOf = async (id: Uuid7) =>
    RequestView.parse((await ledger.request(id)) ?? refuse('unknown-request'))

  routes.get('/', requireAct('disclosure-view', means), async (request, response) => {
    const { before = null, limit } = parsed(RequestQuery, request.query)
    const find = (count: number) => ledger.requests(before, count)
    const { items: requests, next } = await paged(limit, find, ({ id }) => id)
    await log(sessionOf(response).user, 'disclosure-view', 'success', null, `${requests.length} requests`)
    response.json(RequestPage.parse({ requests, next }))
  })

  routes.post('/', requireCsrf, requireAct('request-record', means), json, async (request, response) => {
    const asked = parsed(NewRequest, request.body)
    if (asked.receivedAt > now()) throw new ApiProblem(400, 'receivedAt: it lies in the future')
    const id = await disclosures.record(asked, sessionOf(response).user)
    response.status(201).json(await requestOf(id))
  })

  routes.post(
    '/:id/refuse',
    requireCsrf,
    requireAct('request-refuse', means),
    json,
    async (request, response) => {
      const id = inPath(Uuid7, request.params.id, NO_REQUEST)
      const { because } = parsed(RequestRefusal, request.body)
      const outcome = await ledger.refuseRequest(id, because, now(), sessionOf(response).user)
      if (outcome !== 'refused') refuse(outcome)
      response.json(await requestOf(id))
    },
  )
  return routes
}
