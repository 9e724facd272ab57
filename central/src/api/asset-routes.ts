import {
  AssetPage,
  AssetQuery,
  EventPage,
  EventQuery,
  NewAssetLine,
  NewDamage,
  Reversal,
} from '@archway/shared/api/deployment'
import express, { Router } from 'express'
import { z } from 'zod'
import type { DeploymentLedger } from '../ledger/deployment-ledger.ts'
import type { TallyLedger } from '../ledger/tally-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const Made = z.strictObject({ n: z.int().min(1) })

export const ROUTES_ASSETS: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/assets',
    act: 'report-view',
    query: AssetQuery,
    response: AssetPage,
    summary: 'The asset ledger, newest line first',
  },
  {
    method: 'POST',
    path: '/assets',
    act: 'asset-record',
    request: NewAssetLine,
    response: Made,
    status: 201,
    summary: 'Records what a unit cost: purchase, installation, repair, running',
  },
  {
    method: 'POST',
    path: '/assets/{n}/reverse',
    act: 'asset-record',
    request: Reversal,
    response: Made,
    status: 201,
    summary: 'Reverses a line that was wrong',
  },
  {
    method: 'GET',
    path: '/unit-events',
    act: 'report-view',
    query: EventQuery,
    response: EventPage,
    summary: 'Outages, failed cameras, tampering and damage, newest first',
  },
  {
    method: 'POST',
    path: '/unit-events',
    act: 'damage-record',
    request: NewDamage,
    response: null,
    status: 204,
    summary: 'Records damage that a person found',
  },
]

export interface AssetMeans {
  readonly ledger: Pick<
    DeploymentLedger & TallyLedger,
    'recordAsset' | 'reverseAsset' | 'assetLines' | 'unitEvents' | 'recordDamage'
  >
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

const NO_UNIT = 'There is no such unit.'
const NO_LINE = 'There is no such line.'
const LineNumber = z.coerce.number().int().min(1)

export function assetRoutes({ ledger, uses, now }: AssetMeans): Router {
  const guard = { uses, now }
  const routes = Router()
  const json = express.json({ limit: '8kb' })
  const mayView = requireAct('report-view', guard)
  const mayRecord = requireAct('asset-record', guard)
  const seen = (who: string, subject: string | null, detail: string) =>
    uses.logUse({ at: now(), who, action: 'report-view', outcome: 'success', subject, detail })

  routes.get('/assets', mayView, async (request, response) => {
    const { device = null, before = null, limit: most } = parsed(AssetQuery, request.query)
    const find = (limit: number) => ledger.assetLines({ device, before, limit })
    const { items: lines, next } = await paged(most, find, ({ n }) => n)
    await seen(sessionOf(response).user, device, `${lines.length} lines of the asset ledger`)
    response.json({ lines, next })
  })
  routes.post('/assets', requireCsrf, mayRecord, json, async (request, response) => {
    const line = parsed(NewAssetLine, request.body)
    const made = await ledger.recordAsset(line, now(), sessionOf(response).user)
    if (made === 'unknown-device') throw new ApiProblem(404, NO_UNIT)
    if (made === 'unknown-event') throw new ApiProblem(400, 'event: the unit has no such event')
    response.status(201).json(made)
  })
  routes.post('/assets/:n/reverse', requireCsrf, mayRecord, json, async (request, response) => {
    const n = inPath(LineNumber, request.params.n, NO_LINE)
    const { reason } = parsed(Reversal, request.body)
    const made = await ledger.reverseAsset(n, reason, now(), sessionOf(response).user)
    if (made === 'unknown-line') throw new ApiProblem(404, NO_LINE)
    if (made === 'reversed-already') throw new ApiProblem(409, 'The line was reversed already.')
    response.status(201).json(made)
  })

  routes.get('/unit-events', mayView, async (request, response) => {
    const { device = null, before = null, limit: most } = parsed(EventQuery, request.query)
    const find = (limit: number) => ledger.unitEvents({ device, before, limit })
    const { items: events, next } = await paged(most, find, ({ n }) => n)
    await seen(sessionOf(response).user, device, `${events.length} events of units`)
    response.json({ events, next })
  })
  routes.post(
    '/unit-events',
    requireCsrf,
    requireAct('damage-record', guard),
    json,
    async (request, response) => {
      const damage = parsed(NewDamage, request.body)
      if (damage.since > now()) throw new ApiProblem(400, 'since: lies in the future')
      const outcome = await ledger.recordDamage(damage, now(), sessionOf(response).user)
      if (outcome === 'unknown-device') throw new ApiProblem(404, NO_UNIT)
      response.status(204).end()
    },
  )
  return routes
}
