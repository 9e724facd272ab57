import { AlertState } from '@archway/shared/alert'
import type { AlertPage } from '@archway/shared/api'
import { Uuid7 } from '@archway/shared/id'
import { Router } from 'express'
import { z } from 'zod'
import type { Desk } from '../alert/desk.ts'
import type { Registry } from '../fleet/registry.ts'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { Store } from '../store/store.ts'
import { alertView } from './alert-view.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { ApiProblem } from './problem.ts'

const Query = z.strictObject({
  state: AlertState.optional(),
  before: Uuid7.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export interface AlertMeans {
  readonly store: Pick<Store, 'alerts' | 'alert'>
  readonly desk: Desk
  readonly registry: Pick<Registry, 'unit'>
  readonly book: Pick<HotlistBook, 'entry'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** Whoever sees an alert is in the use log before the answer leaves: no log, no answer. */
export function alertRoutes(means: AlertMeans): Router {
  const { store, desk, uses, now } = means
  const routes = Router()

  routes.get('/', requireAct('alert-list', means), async (request, response) => {
    const query = Query.safeParse(request.query)
    if (!query.success) {
      throw new ApiProblem(400, 'Known are "state", "before" (an alert id) and "limit" (1 to 200).')
    }
    const { state, before, limit } = query.data
    const records = await store.alerts({
      limit: limit + 1,
      ...(state ? { states: [state] } : {}),
      ...(before ? { before } : {}),
    })
    const shown = records.slice(0, limit)
    const alerts = await Promise.all(shown.map((record) => alertView(record, means)))
    const ends = [shown.at(0)?.id, shown.at(-1)?.id].filter(Boolean).join(' to ')
    await uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action: 'alert-list',
      outcome: 'success',
      subject: ends || null,
      detail: `${shown.length} alerts`,
    })
    const next = records.length > limit ? (shown.at(-1)?.id ?? null) : null
    response.json({ alerts, next } satisfies AlertPage)
  })

  routes.get('/:id', requireAct('alert-view', means), async (request, response) => {
    const id = idOf(request.params.id)
    const record = await store.alert(id)
    await uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action: 'alert-view',
      outcome: record ? 'success' : 'failure',
      subject: id,
      detail: null,
    })
    if (!record) throw new ApiProblem(404, 'No such alert.')
    response.json(await alertView(record, means))
  })

  routes.post(
    '/:id/acknowledge',
    requireCsrf,
    requireAct('alert-acknowledge', means),
    async (request, response) => {
      const id = idOf(request.params.id)
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
      if (!done) throw new ApiProblem(404, 'No such alert.')
      response.json(await alertView(done.record, means))
    },
  )
  return routes
}

function idOf(text: unknown): Uuid7 {
  const id = Uuid7.safeParse(text)
  if (!id.success) throw new ApiProblem(404, 'No such alert.')
  return id.data
}
