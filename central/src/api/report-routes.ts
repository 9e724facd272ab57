import { Month, MonthFigures, PublishedReport, PublishRequest, ReportList } from '@archway/shared/api/report'
import { dayAt } from '@archway/shared/id'
import express, { type Request, type Response, Router } from 'express'
import type { Ledger } from '../ledger/ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { PublicFace } from '../report/contacts.ts'
import { monthsBack } from '../report/month.ts'
import { overviewPage } from '../report/overview-page.ts'
import { pagePolicy } from '../report/public-page.ts'
import type { PublishOutcome, ReportDesk } from '../report/report-desk.ts'
import { vehicleSpread } from '../report/vehicle-spread.ts'
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
  readonly ledger: Pick<
    Ledger,
    | 'publishedReports'
    | 'devices'
    | 'districts'
    | 'postingsAt'
    | 'lastReads'
    | 'openEvents'
    | 'overdueComplaints'
    | 'unsited'
  >
  readonly face: PublicFace
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

const NO_MONTH = 'A month is written as 2026-11.'
const REFUSALS: Readonly<Record<Extract<PublishOutcome, { ok: false }>['error'], [number, string]>> = {
  'not-over': [409, 'The month is not over; its report is published afterwards.'],
  'needs-reason': [409, 'The month has a report. Say in "because" why it is revised.'],
  overtaken: [409, 'Somebody else published a report of the month at this moment; look at it first.'],
}

export function reportRoutes({ reportDesk, ledger, face, uses, now }: ReportRouteMeans): Router {
  const guard = { uses, now }
  const routes = Router()
  const mayView = requireAct('report-view', guard)
  const seen = (who: string, subject: string | null, detail: string) =>
    uses.logUse({ at: now(), who, action: 'report-view', outcome: 'success', subject, detail })

  const overview = async () => {
    const at = now()
    const [reports, devices, districts, postings, lastReads, openEvents, overdueComplaints, unsited] =
      await Promise.all([
        ledger.publishedReports(),
        ledger.devices(),
        ledger.districts(),
        ledger.postingsAt(at),
        ledger.lastReads(),
        ledger.openEvents(),
        ledger.overdueComplaints(dayAt(at)),
        ledger.unsited(),
      ])
    return overviewPage({
      department: face.department,
      reports,
      months: monthsBack(Math.min(at, ...devices.map(({ addedAt }) => addedAt)), at),
      spread: vehicleSpread(devices, districts, postings, lastReads, at),
      openEvents,
      overdueComplaints,
      unsited,
    })
  }

  routes.get('/reports', mayView, async (request, response) => {
    const reports = await ledger.publishedReports()
    const page = asksForPage(request) ? await overview() : null
    await seen(sessionOf(response).user, null, page ? 'overview' : `${reports.length} reports`)
    if (page) sendPage(response, page)
    else response.json({ reports })
  })
  routes.get('/reports/:month/draft', mayView, async (request, response) => {
    const month = inPath(Month, request.params.month, NO_MONTH)
    const { figures, html } = await reportDesk.draft(month)
    await seen(sessionOf(response).user, month, 'draft')
    if (asksForPage(request)) sendPage(response, html)
    else response.json(figures)
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

/** Whoever opens the address itself gets the same as a page. */
const asksForPage = (request: Request) => request.accepts(['json', 'html']) === 'html'

function sendPage(response: Response, html: string): void {
  response.set('content-security-policy', pagePolicy(html)).type('html').send(html)
}
