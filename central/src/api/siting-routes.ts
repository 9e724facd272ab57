import {
  District,
  DistrictStops,
  Districts,
  NewComment,
  NewPosting,
  NewSiting,
  Postings,
  SitingView,
  VehicleSpread,
} from '@archway/shared/api/deployment'
import { DeviceId } from '@archway/shared/id'
import express, { type Request, type Response, Router } from 'express'
import type { z } from 'zod'
import type { Ledger } from '../ledger/ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { vehicleSpread } from '../report/vehicle-spread.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const changing = (path: string, request: z.ZodType, summary: string): RouteEntry => ({
  method: 'POST',
  path,
  act: 'siting-record',
  request,
  response: null,
  status: 204,
  summary,
})
const showing = (path: string, response: z.ZodType, summary: string): RouteEntry => ({
  method: 'GET',
  path,
  act: 'report-view',
  response,
  summary,
})

export const ROUTES_SITING: readonly RouteEntry[] = [
  showing('/districts', Districts, 'Districts with their residents'),
  changing('/districts', District, 'Adds a district, or gives it another name and other residents'),
  changing(
    '/districts/stops',
    DistrictStops,
    "A month's stops in a district, as the department counted them",
  ),
  showing('/postings', Postings, 'Where each unit belongs now'),
  changing('/postings', NewPosting, 'Posts a unit to a district, or a car to a task of its own'),
  showing('/siting/{device}', SitingView, 'Why a unit stands where it stands, and what residents said'),
  changing('/siting', NewSiting, 'Records why a fixed unit stands where it stands'),
  changing('/siting/comments', NewComment, "Records a resident's comment, without a name"),
  showing('/vehicles', VehicleSpread, 'Where the cars are, what is uneven, and which stand still'),
]

export interface SitingMeans {
  readonly ledger: Pick<
    Ledger,
    | 'devices'
    | 'districts'
    | 'setDistrict'
    | 'setStops'
    | 'post'
    | 'postingsAt'
    | 'recordSiting'
    | 'recordComment'
    | 'siting'
    | 'lastReads'
  >
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

const NO_UNIT = 'There is no such unit.'
const NO_DISTRICT = 'There is no such district.'
/** What speaks against a record, as the ledger says it. */
const REFUSALS: Readonly<Record<string, [number, string]>> = {
  'unknown-device': [404, NO_UNIT],
  'unknown-district': [404, NO_DISTRICT],
  'fixed-unit': [400, 'task: only a car has a task of its own'],
  'there-already': [409, 'The unit belongs there already.'],
  vehicle: [400, 'device: a car stands nowhere; siting is of fixed units'],
}

export function sitingRoutes({ ledger, uses, now }: SitingMeans): Router {
  const guard = { uses, now }
  const routes = Router()
  const json = express.json({ limit: '16kb' })
  const mayView = requireAct('report-view', guard)
  const seen = (response: Response, subject: string | null, detail: string) =>
    uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action: 'report-view',
      outcome: 'success',
      subject,
      detail,
    })

  /** A change of one kind: checked, recorded, and answered without a body. */
  const record = <T>(
    path: string,
    schema: z.ZodType<T>,
    keep: (asked: T, at: number, by: string) => Promise<string>,
  ) =>
    routes.post(
      path,
      requireCsrf,
      requireAct('siting-record', guard),
      json,
      async (request: Request, response: Response) => {
        const outcome = await keep(parsed(schema, request.body), now(), sessionOf(response).user)
        const refusal = REFUSALS[outcome]
        if (refusal) throw new ApiProblem(...refusal)
        response.status(204).end()
      },
    )

  record('/districts', District, ledger.setDistrict)
  record('/districts/stops', DistrictStops, ledger.setStops)
  record('/postings', NewPosting, ledger.post)
  record('/siting', NewSiting, ledger.recordSiting)
  record('/siting/comments', NewComment, ledger.recordComment)

  routes.get('/districts', mayView, async (_request, response) => {
    const districts = await ledger.districts()
    await seen(response, null, `${districts.length} districts`)
    response.json({ districts })
  })
  routes.get('/postings', mayView, async (_request, response) => {
    const postings = await ledger.postingsAt(now())
    await seen(response, null, `${postings.length} postings`)
    response.json({ postings })
  })
  routes.get('/siting/:device', mayView, async (request, response) => {
    const device = inPath(DeviceId, request.params.device, NO_UNIT)
    const siting = await ledger.siting(device)
    if (!siting) throw new ApiProblem(404, NO_UNIT)
    await seen(response, device, 'siting')
    response.json(siting)
  })
  routes.get('/vehicles', mayView, async (_request, response) => {
    const at = now()
    const [devices, districts, postings, lastReads] = await Promise.all([
      ledger.devices(),
      ledger.districts(),
      ledger.postingsAt(at),
      ledger.lastReads(),
    ])
    const spread = vehicleSpread(devices, districts, postings, lastReads, at)
    await seen(response, null, 'vehicles')
    response.json(spread)
  })
  return routes
}
