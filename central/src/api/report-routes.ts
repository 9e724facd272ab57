import { Month, MonthFigures, PublishedReport, PublishRequest, ReportList } from '@archway/shared/api/report'
import express, { Router } from 'express'
import type { ReportLedger } from '../ledger/report-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { pagePolicy } from '../report/public-page.ts'
import type { PublishOutcome, ReportDesk } from '../report/report-desk.ts'
import { requireAct, requireCsrf, requireFresh, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_REPORTS: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/reports',
    act: 'report-view',
    response: ReportList,
    summary: 'Reports that were published, newest month first',
  },
  {
    method: 'GET',
    path: '/reports/{month}/draft',
    act: 'report-view',
    response: MonthFigures,
    summary: "A month's figures as they are now",
  },
  {
    method: 'POST',
    path: '/reports/{month}/publish',
    act: 'report-publish',
    request: PublishRequest,
    response: PublishedReport,
    status: 201,
    summary: 'Publishes the report of a month that is over; needs a fresh login',
  },
]

export interface ReportRouteMeans {
  readonly reportDesk: ReportDesk
  readonly ledger: Pick<ReportLedger, 'publishedReports'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

const NO_MONTH = 'A month is written as 2026-11.'
const REFUSALS: Readonly<Record<Extract<PublishOutcome, { ok: false }>['error'], [number, string]>> = {
  'not-over': [409, 'The month is not over; its report is published afterwards.'],
  'needs-reason': [409, 'The month has a report. Say in "because" why it is revised.'],
  overtaken: [409, 'Somebody else published a report of the month at this moment; look at it first.'],
}

export function reportRoutes({ reportDesk, ledger, uses, now }: ReportRouteMeans): Router {
  const guard = { uses, now }
  const routes = Router()
  const mayView = requireAct('report-view', guard)
  const seen = (who: string, subject: string | null, detail: string) =>
    uses.logUse({ at: now(), who, action: 'report-view', outcome: 'success', subject, detail })

  routes.get('/reports', mayView, async (_request, response) => {
    const reports = await ledger.publishedReports()
    await seen(sessionOf(response).user, null, `${reports.length} reports`)
    response.json({ reports })
  })
  routes.get('/reports/:month/draft', mayView, async (request, response) => {
    const month = inPath(Month, request.params.month, NO_MONTH)
    const { figures, html } = await reportDesk.draft(month)
    await seen(sessionOf(response).user, month, 'draft')
    // The same draft as a page, for whoever opens the address itself.
    if (request.accepts(['json', 'html']) === 'html') {
      response.set('content-security-policy', pagePolicy(html)).type('html').send(html)
    } else response.json(figures)
  })
  routes.post(
    '/reports/:month/publish',
    requireCsrf,
    requireAct('report-publish', guard),
    requireFresh(guard),
    express.json({ limit: '4kb' }),
    async (request, response) => {
      const month = inPath(Month, request.params.month, NO_MONTH)
      const { because } = parsed(PublishRequest, request.body)
      const outcome = await reportDesk.publish(month, because, sessionOf(response).user)
      if (!outcome.ok) throw new ApiProblem(...REFUSALS[outcome.error])
      response.status(201).json(outcome.value)
    },
  )
  return routes
}
