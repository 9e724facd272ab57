import {
  ComplaintNumber,
  ComplaintPage,
  ComplaintQuery,
  ComplaintReply,
  ComplaintView,
  NewComplaint,
} from '@archway/shared/api/complaint'
import { dayAt } from '@archway/shared/id'
import express, { Router } from 'express'
import type { ComplaintLedger, KeptComplaint } from '../ledger/complaint-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { dueDay, isOverdue } from '../report/complaint-days.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_COMPLAINTS: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/complaints',
    act: 'complaint-record',
    query: ComplaintQuery,
    response: ComplaintPage,
    summary: 'Complaints, highest number first',
  },
  {
    method: 'POST',
    path: '/complaints',
    act: 'complaint-record',
    request: NewComplaint,
    response: ComplaintView,
    status: 201,
    summary: 'Records a complaint and gives it its number',
  },
  {
    method: 'POST',
    path: '/complaints/{number}/reply',
    act: 'complaint-record',
    request: ComplaintReply,
    response: ComplaintView,
    summary: 'Records the reply, once',
  },
]

export interface ComplaintMeans {
  readonly ledger: ComplaintLedger
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

const NONE = 'There is no such complaint.'
const MAX_BODY = '32kb'

export function complaintRoutes({ ledger, uses, now }: ComplaintMeans): Router {
  const guard = { uses, now }
  const routes = Router()
  const may = requireAct('complaint-record', guard)
  const view = (complaint: KeptComplaint): ComplaintView => ({
    ...complaint,
    overdue: isOverdue(complaint, dayAt(now())),
  })
  const found = async (number: ComplaintNumber) => {
    const complaint = await ledger.complaint(number)
    if (!complaint) throw new ApiProblem(404, NONE)
    return view(complaint)
  }

  routes.get('/complaints', may, async (request, response) => {
    const { state = null, before = null, limit: most } = parsed(ComplaintQuery, request.query)
    const find = (limit: number) => ledger.complaints({ state, before, limit })
    const { items, next } = await paged(most, find, ({ number }) => number)
    const detail = `${items.length} complaints shown`
    const who = sessionOf(response).user
    await uses.logUse({
      at: now(),
      who,
      action: 'complaint-record',
      outcome: 'success',
      subject: null,
      detail,
    })
    response.json({ complaints: items.map(view), next })
  })
  routes.post(
    '/complaints',
    requireCsrf,
    may,
    express.json({ limit: MAX_BODY }),
    async (request, response) => {
      const asked = parsed(NewComplaint, request.body)
      if (asked.receivedOn > dayAt(now())) {
        throw new ApiProblem(400, 'receivedOn: lies in the future')
      }
      const complaint = { ...asked, dueOn: asked.dueOn ?? dueDay(asked.receivedOn) }
      const number = await ledger.recordComplaint(complaint, now(), sessionOf(response).user)
      response.status(201).json(await found(number))
    },
  )
  routes.post(
    '/complaints/:number/reply',
    requireCsrf,
    may,
    express.json({ limit: MAX_BODY }),
    async (request, response) => {
      const number = inPath(ComplaintNumber, request.params.number, NONE)
      const reply = parsed(ComplaintReply, request.body)
      const outcome = await ledger.replyToComplaint(number, reply, now(), sessionOf(response).user)
      if (outcome === 'unknown-complaint') throw new ApiProblem(404, NONE)
      if (outcome === 'answered-already') throw new ApiProblem(409, 'It was answered already.')
      if (outcome === 'before-it-came') {
        throw new ApiProblem(400, 'repliedOn: lies before the day on which it was received')
      }
      response.json(await found(number))
    },
  )
  return routes
}
