import { Summary, UnitList } from '@archway/shared/api'
import { EnrolReply, EnrolRequest } from '@archway/shared/enrolment'
import express, { type RequestHandler, Router } from 'express'
import { ENROL_REFUSALS, type enrol } from '../fleet/enrolment.ts'
import type { Presence } from '../fleet/presence.ts'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { Store } from '../store/store.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_FLEET: readonly RouteEntry[] = [
  {
    method: 'POST',
    path: '/enrol',
    act: null,
    open: true,
    request: EnrolRequest,
    response: EnrolReply,
    summary: 'Certifies a unit, once, for a code that may do nothing else',
  },
  {
    method: 'GET',
    path: '/units',
    act: 'unit-view',
    response: UnitList,
    summary: 'Every unit and how it is',
  },
  {
    method: 'GET',
    path: '/summary',
    act: 'unit-view',
    response: Summary,
    summary: 'Counts over everything that is still kept',
  },
]

const MAX_BODY = '16kb'

export interface FleetMeans {
  readonly store: Pick<Store, 'counts'>
  readonly book: Pick<HotlistBook, 'current'>
  readonly presence: Pick<Presence, 'views'>
  /** Certifies a unit and lets it connect at once. */
  readonly enrol: (request: EnrolRequest) => ReturnType<typeof enrol>
}

/** POST /api/enrol: the only thing that answers without a session, to whoever holds a code. */
export function enrolRoutes({ enrol: certify }: Pick<FleetMeans, 'enrol'>): Router {
  const routes = Router()
  routes.post('/enrol', express.json({ limit: MAX_BODY }), async (request, response) => {
    const asked = EnrolRequest.safeParse(request.body)
    if (!asked.success) throw new ApiProblem(400, 'An enrolment is JSON with "code" and "csr".')
    const reply = await certify(asked.data)
    if (!reply.ok)
      throw new ApiProblem(reply.error === 'bad-request' ? 400 : 403, ENROL_REFUSALS[reply.error])
    response.set('cache-control', 'no-store').json(reply.value)
  })
  return routes
}

export const unitsHandler =
  ({ presence }: Pick<FleetMeans, 'presence'>): RequestHandler =>
  (_request, response) => {
    response.json({ units: presence.views() })
  }

export const summaryHandler =
  ({ store, book }: Pick<FleetMeans, 'store' | 'book'>): RequestHandler =>
  async (_request, response) => {
    const { reads, hits, alerts, images, refused } = await store.counts()
    const list = book.current()?.manifest ?? null
    const hotlist = list && { version: list.version, entries: list.entries, sourceAt: list.sourceAt }
    response.json({ reads, hits, alerts, images, refused, hotlist } satisfies Summary)
  }
