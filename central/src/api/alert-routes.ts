import { AlertState } from '@archway/shared/alert'
import { AlertPage, AlertView } from '@archway/shared/api'
import { Uuid7 } from '@archway/shared/id'
import { type Response, Router } from 'express'
import { z } from 'zod'
import type { Desk } from '../alert/desk.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import type { AlertRecord, Store } from '../store/store.ts'
import { type AlertActMeans, alertActRoutes, NO_ALERT } from './alert-act-routes.ts'
import { alertView, type ViewMeans } from './alert-view.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const AlertQuery = z.strictObject({
  state: AlertState.optional(),
  before: Uuid7.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const ROUTES_ALERTS: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/alerts',
    act: 'alert-list',
    query: AlertQuery,
    response: AlertPage,
    summary: 'Alerts, newest first, each sealed or open as it is for whoever asks',
  },
  {
    method: 'GET',
    path: '/alerts/{id}',
    act: 'alert-view',
    response: AlertView,
    summary: 'One alert; its entry only for who has looked, or whom the policy names',
  },
  {
    method: 'POST',
    path: '/alerts/{id}/acknowledge',
    act: 'alert-acknowledge',
    response: AlertView,
    summary: 'Takes an alert upon oneself; whoever was first stands',
  },
]

export interface AlertMeans extends AlertActMeans, ViewMeans {
  readonly store: Pick<Store, 'alerts' | 'alert'>
  readonly desk: Desk
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** Whoever sees an alert is in the use log before the answer leaves: no log, no answer. */
export function alertRoutes(means: AlertMeans): Router {
  const { store, desk, uses, now } = means
  const routes = Router()
  const viewOf = (record: AlertRecord, response: Response) => alertView(record, sessionOf(response), means)

  routes.get('/', requireAct('alert-list', means), async (request, response) => {
    const query = AlertQuery.safeParse(request.query)
    if (!query.success) {
      throw new ApiProblem(400, 'Known are "state", "before" (an alert id) and "limit" (1 to 200).')
    }
    const { state, before, limit: most } = query.data
    const where = { ...(state ? { states: [state] } : {}), ...(before ? { before } : {}) }
    const find = (limit: number) => store.alerts({ limit, ...where })
    const { items: shown, next } = await paged(most, find, ({ id }) => id)
    const views = await Promise.all(shown.map((record) => viewOf(record, response)))
    const alerts = views.filter((view) => view !== null)
    const ends = [shown.at(0)?.id, shown.at(-1)?.id].filter(Boolean).join(' to ')
    await uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action: 'alert-list',
      outcome: 'success',
      subject: ends || null,
      detail: `${alerts.length} alerts, ${alerts.filter(({ sealed }) => sealed).length} of them sealed`,
    })
    response.json({ alerts, next } satisfies AlertPage)
  })

  routes.get('/:id', requireAct('alert-view', means), async (request, response) => {
    const id = inPath(Uuid7, request.params.id, NO_ALERT)
    const record = await store.alert(id)
    const view = record && (await viewOf(record, response))
    await uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action: 'alert-view',
      outcome: view ? 'success' : 'failure',
      subject: id,
      detail: view && (view.sealed ? 'sealed' : 'open'),
    })
    if (!view) throw new ApiProblem(404, NO_ALERT)
    response.json(view)
  })

  routes.post(
    '/:id/acknowledge',
    requireCsrf,
    requireAct('alert-acknowledge', means),
    async (request, response) => {
      const id = inPath(Uuid7, request.params.id, NO_ALERT)
      const who = sessionOf(response).user
      const done = await desk.acknowledge(id, who)
      await uses.logUse({
        at: now(),
        who,
        action: 'alert-acknowledge',
        outcome: done ? 'success' : 'failure',
        subject: id,
        detail: done && !done.changed ? 'was acknowledged already' : null,
      })
      const view = done && (await viewOf(done.record, response))
      if (!view) throw new ApiProblem(404, NO_ALERT)
      response.json(view)
    },
  )
  routes.use(alertActRoutes(means))
  return routes
}
