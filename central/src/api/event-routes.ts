import { once } from 'node:events'
import type { UnitView } from '@archway/shared/api'
import { type Request, type Response, Router } from 'express'
import { type Announcer, SlowSubscriberError } from '../alert/announcer.ts'
import type { Presence } from '../fleet/presence.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { Sessions } from '../people/sessions.ts'
import { alertView, type ViewMeans } from './alert-view.ts'
import { requireAct, sessionOf, tokenOf } from './guard.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_EVENTS: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/events',
    act: 'alert-list',
    response: null,
    content: 'text/event-stream',
    status: 200,
    summary: 'What happens from now on: alerts and units, as server-sent events',
  },
]

/** The page takes silence of 40 seconds for a dead connection. */
const HEARTBEAT_MS = 10_000

export interface EventMeans extends ViewMeans {
  readonly announcer: Pick<Announcer, 'subscribe'>
  readonly presence: Pick<Presence, 'watch'>
  readonly sessions: Pick<Sessions, 'find'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
  readonly secure: boolean
  readonly onFault: (error: unknown) => void
  readonly heartbeatMs?: number
}

export interface EventRoutes {
  readonly routes: Router
  /** Ends every stream; the pages come back by themselves. */
  end(): void
  open(): number
}

/**
 * GET /api/events. Nothing is replayed: a page that comes (back) loads the list first. A page that does not
 * keep up is let go. A session that ends ends its stream within one heartbeat.
 */
export function eventRoutes(means: EventMeans): EventRoutes {
  const streams = new Set<Response>()
  const routes = Router()
  routes.get('/', requireAct('alert-list', means), (request, response) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.write(': here\n\n')
    streams.add(response)
    const left = new AbortController()
    response.on('close', () => {
      streams.delete(response)
      left.abort()
    })
    const fail = (error: unknown) => {
      if (!left.signal.aborted && !(error instanceof SlowSubscriberError)) means.onFault(error)
      response.end()
    }
    beat(request, response, left.signal, means, fail)
    tellAlerts(response, left.signal, means).catch(fail)
    tellUnits(response, left.signal, means).catch(fail)
  })
  return {
    routes,
    open: () => streams.size,
    end() {
      for (const response of streams) response.end()
    },
  }
}

function beat(
  request: Request,
  response: Response,
  left: AbortSignal,
  { sessions, secure, heartbeatMs = HEARTBEAT_MS }: EventMeans,
  fail: (error: unknown) => void,
): void {
  const token = tokenOf(request, secure) ?? ''
  const timer = setInterval(() => {
    sessions.find(token, false, null).then((session) => {
      if (session) response.write(': here\n\n')
      else response.end()
    }, fail)
  }, heartbeatMs)
  left.addEventListener('abort', () => clearInterval(timer))
}

async function tellAlerts(response: Response, left: AbortSignal, means: EventMeans): Promise<void> {
  const viewer = sessionOf(response)
  const who = viewer.user
  const shown = new Set<string>()
  const alerts = means.announcer.subscribe()
  left.addEventListener('abort', () => alerts.close())
  for await (const { record } of alerts) {
    const view = await alertView(record, viewer, means)
    if (!view) continue
    const how = view.sealed ? 'live, sealed' : 'live, open'
    if (!shown.has(`${record.id} ${how}`)) {
      const use = { action: 'alert-view', outcome: 'success', subject: record.id, detail: how } as const
      await means.uses.logUse({ at: means.now(), who, ...use })
      shown.add(`${record.id} ${how}`)
    }
    await send(response, left, 'alert', view)
  }
}

/** Of a unit only the newest state matters: what changed again before it was sent is sent once. */
async function tellUnits(response: Response, left: AbortSignal, { presence }: EventMeans): Promise<void> {
  const changed = new Map<string, UnitView>()
  let wake = () => {}
  const leave = presence.watch((unit) => {
    changed.set(unit.id, unit)
    wake()
  })
  left.addEventListener('abort', () => {
    leave()
    wake()
  })
  while (!left.aborted) {
    const next = changed.entries().next()
    if (next.done) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      continue
    }
    const [id, unit] = next.value
    changed.delete(id)
    await send(response, left, 'unit', unit)
  }
}

async function send(response: Response, left: AbortSignal, event: string, data: unknown): Promise<void> {
  if (left.aborted) return
  if (!response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) {
    await once(response, 'drain', { signal: left })
  }
}
