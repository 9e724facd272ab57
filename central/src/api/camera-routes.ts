import type { Act } from '@archway/shared/act'
import {
  CameraList,
  EscalationList,
  EscalationQuery,
  QuarantineDecision,
  QuarantineLift,
  QuarantineList,
  QuarantineQuery,
} from '@archway/shared/api/cameras'
import express, { type Response, Router } from 'express'
import { z } from 'zod'
import type { QuarantineBook } from '../alert/quarantine-book.ts'
import type { AlertLedger } from '../ledger/alert-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { ViewMeans } from './alert-view.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_CAMERAS: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/cameras',
    act: 'camera-view',
    response: CameraList,
    summary: 'How often alerts of each camera were wrong, with intervals',
  },
  {
    method: 'GET',
    path: '/quarantines',
    act: 'camera-view',
    query: QuarantineQuery,
    response: QuarantineList,
    summary: 'Quarantines of cameras: proposed, in force, refused, lifted',
  },
  {
    method: 'POST',
    path: '/quarantines/{n}/decide',
    act: 'camera-quarantine',
    request: QuarantineDecision,
    response: QuarantineList,
    summary: 'Puts a camera in quarantine, or refuses to',
  },
  {
    method: 'POST',
    path: '/quarantines/{n}/lift',
    act: 'camera-quarantine',
    request: QuarantineLift,
    response: QuarantineList,
    summary: 'Ends a quarantine',
  },
  {
    method: 'GET',
    path: '/escalations',
    act: 'notice-view',
    query: EscalationQuery,
    response: EscalationList,
    summary: 'Alerts that nobody acknowledged in time',
  },
]

export interface CameraMeans {
  readonly ledger: Pick<
    AlertLedger,
    'cameraErrors' | 'quarantines' | 'decideQuarantine' | 'liftQuarantine' | 'escalations'
  >
  readonly quarantines: Pick<QuarantineBook, 'refresh'>
  readonly policy: ViewMeans['policy']
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

const DAY_MS = 86_400_000
const NONE = 'No such quarantine.'
const QuarantineNumber = z.coerce.number().int().min(1)
const REFUSALS = {
  unknown: { status: 404, detail: NONE },
  'decided-already': { status: 409, detail: 'This has been decided already.' },
  'not-in-force': { status: 409, detail: 'This quarantine is not in force.' },
}

/** Errors by camera and what a person decides about them. The ledger logs decisions with the change itself. */
export function cameraRoutes(means: CameraMeans): Router {
  const { ledger, quarantines, policy, uses, now } = means
  const routes = Router()
  const changing = [requireCsrf, requireAct('camera-quarantine', means), express.json({ limit: '4kb' })]
  const seen = (response: Response, action: Act, detail: string) =>
    uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action,
      outcome: 'success',
      subject: null,
      detail,
    })
  const refuse = (outcome: keyof typeof REFUSALS) => {
    const { status, detail } = REFUSALS[outcome]
    throw new ApiProblem(status, detail)
  }
  const answer = async (response: Response, n: number) => {
    await quarantines.refresh()
    const all = await ledger.quarantines(null)
    response.json({ quarantines: all.filter((one) => one.n === n) } satisfies z.infer<typeof QuarantineList>)
  }

  routes.get('/cameras', requireAct('camera-view', means), async (_request, response) => {
    const { windowDays } = policy().alerts.cameras
    const cameras = await ledger.cameraErrors(now() - windowDays * DAY_MS)
    await seen(response, 'camera-view', `errors of ${cameras.length} cameras`)
    response.json({ windowDays, cameras } satisfies z.infer<typeof CameraList>)
  })
  routes.get('/quarantines', requireAct('camera-view', means), async (request, response) => {
    const { state } = parsed(QuarantineQuery, request.query)
    const found = await ledger.quarantines(state ?? null)
    await seen(response, 'camera-view', `${found.length} quarantines`)
    response.json({ quarantines: found } satisfies z.infer<typeof QuarantineList>)
  })
  routes.post('/quarantines/:n/decide', ...changing, async (request, response) => {
    const n = inPath(QuarantineNumber, request.params.n, NONE)
    const decision = parsed(QuarantineDecision, request.body)
    const by = sessionOf(response).user
    const outcome = await ledger.decideQuarantine({ n, ...decision, by, at: now() })
    if (outcome !== 'decided') refuse(outcome)
    await answer(response, n)
  })
  routes.post('/quarantines/:n/lift', ...changing, async (request, response) => {
    const n = inPath(QuarantineNumber, request.params.n, NONE)
    const { reason } = parsed(QuarantineLift, request.body)
    const by = sessionOf(response).user
    const outcome = await ledger.liftQuarantine({ n, reason, by, at: now() })
    if (outcome !== 'lifted') refuse(outcome)
    await answer(response, n)
  })
  routes.get('/escalations', requireAct('notice-view', means), async (request, response) => {
    const { limit } = parsed(EscalationQuery, request.query)
    const escalations = await ledger.escalations(limit)
    await seen(response, 'notice-view', `${escalations.length} escalations`)
    response.json({ escalations } satisfies z.infer<typeof EscalationList>)
  })
  return routes
}
