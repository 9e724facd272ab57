import express, { type Express } from 'express'
import helmet from 'helmet'
import type { SingleSignOn } from '../people/sso.ts'
import { type AccountMeans, accountRoutes } from './account-routes.ts'
import { type AlertMeans, alertRoutes } from './alert-routes.ts'
import { type AssetMeans, assetRoutes } from './asset-routes.ts'
import { type CameraMeans, cameraRoutes } from './camera-routes.ts'
import { type ComplaintMeans, complaintRoutes } from './complaint-routes.ts'
import { type DisclosureMeans, disclosureRoutes } from './disclosure-routes.ts'
import { type EntryMeans, entryRoutes } from './entry-routes.ts'
import { type EventMeans, eventRoutes } from './event-routes.ts'
import { enrolRoutes, type FleetMeans, summaryHandler, unitsHandler } from './fleet-routes.ts'
import { requireAct, requireOwnHost, requireSession } from './guard.ts'
import { type HoldMeans, holdRoutes } from './hold-routes.ts'
import { type HotlistMeans, hotlistRoutes } from './hotlist-routes.ts'
import { type ImageMeans, imageRoutes } from './image-routes.ts'
import { type LoginRouteMeans, loginRoutes } from './login-routes.ts'
import { type CentralMetrics, mayReadMetrics } from './metrics.ts'
import { openApiRoutes } from './openapi-routes.ts'
import { type OutsideRequestMeans, outsideRequestRoutes } from './outside-request-routes.ts'
import { pageRoutes } from './page.ts'
import type { PeopleRouteMeans } from './people-change.ts'
import { peopleRoutes } from './people-routes.ts'
import { type PlanMeans, planRoutes } from './plan-routes.ts'
import { type PolicyMeans, policyRoutes } from './policy-routes.ts'
import { ApiProblem, problemHandler } from './problem.ts'
import { type PublicMeans, publicRoutes } from './public-routes.ts'
import { type PurposeMeans, purposeRoutes } from './purpose-routes.ts'
import { type RateLimits, rateGuards } from './rate-limit.ts'
import { type ReceiptMeans, receiptRoutes } from './receipt-routes.ts'
import { type ReportRouteMeans, reportRoutes } from './report-routes.ts'
import { type RetentionMeans, retentionRoutes } from './retention-routes.ts'
import { ROUTES } from './routes.ts'
import { type SitingMeans, sitingRoutes } from './siting-routes.ts'
import { ssoRoutes } from './sso-routes.ts'
import type { Wellness } from './wellness.ts'

export interface AppMeans
  extends AlertMeans,
    ImageMeans,
    FleetMeans,
    EventMeans,
    LoginRouteMeans,
    AccountMeans,
    PeopleRouteMeans,
    PolicyMeans,
    PurposeMeans,
    HotlistMeans,
    RetentionMeans,
    HoldMeans,
    OutsideRequestMeans,
    DisclosureMeans,
    EntryMeans,
    CameraMeans,
    AssetMeans,
    SitingMeans,
    ComplaintMeans,
    ReportRouteMeans,
    PublicMeans,
    ReceiptMeans,
    PlanMeans {
  readonly store: AlertMeans['store'] & ImageMeans['store'] & FleetMeans['store']
  readonly book: HotlistMeans['book']
  readonly presence: FleetMeans['presence'] & EventMeans['presence']
  readonly sessions: LoginRouteMeans['sessions']
  readonly ledger: AccountMeans['ledger'] &
    PeopleRouteMeans['ledger'] &
    PolicyMeans['ledger'] &
    PurposeMeans['ledger'] &
    HotlistMeans['ledger'] &
    RetentionMeans['ledger'] &
    HoldMeans['ledger'] &
    OutsideRequestMeans['ledger'] &
    DisclosureMeans['ledger'] &
    EntryMeans['ledger'] &
    CameraMeans['ledger'] &
    AssetMeans['ledger'] &
    SitingMeans['ledger'] &
    ComplaintMeans['ledger'] &
    ReportRouteMeans['ledger'] &
    PublicMeans['ledger']
  readonly disclosures: OutsideRequestMeans['disclosures'] & DisclosureMeans['disclosures']
  readonly policyBook: PolicyMeans['policyBook']
  readonly secrets: PurposeMeans['secrets'] & HotlistMeans['secrets']
  /** Null: there is none. */
  readonly sso: SingleSignOn | null
  readonly wellness: () => Promise<Wellness>
  readonly metrics: CentralMetrics
  readonly metricsToken: string | null
  /** Host names and addresses of this server. */
  readonly names: readonly string[]
  readonly rate: RateLimits
  /** Of the program, for its own description. */
  readonly version: string
  readonly pageFolder: string
  readonly baseMap: string | null
}

export interface App {
  readonly express: Express
  /** Ends the live streams, which would otherwise keep the server from closing. */
  endStreams(): void
}

/** Everything that central answers over HTTP. */
export function createApp(means: AppMeans): App {
  const { sessions, secure } = means
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  // A proxy with TLS stands on this very machine, if there is one; nobody else is believed about an address.
  app.set('trust proxy', 'loopback')
  app.use(headers(secure))

  app.get('/healthz', async (_request, response) => {
    const parts = await means.wellness()
    const isWell = Object.values(parts).every((problem) => problem === null)
    response
      .status(isWell ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({ status: isWell ? 'well' : 'unwell', parts })
  })
  app.get('/metrics', async (request, response) => {
    if (!mayReadMetrics(request, means.metricsToken)) throw new ApiProblem(403, 'Metrics need the token.')
    response.type('text/plain; version=0.0.4').send(await means.metrics.text())
  })

  app.use(requireOwnHost(means.names, secure))
  app.use('/public', publicRoutes(means))
  app.use('/api', (_request, response, next) => {
    response.set('cache-control', 'no-store')
    next()
  })
  const events = eventRoutes(means)
  const rate = rateGuards(means.rate)
  app.use('/api', rate.address)
  app.use(['/api/login', '/api/enrol', '/api/sso', '/api/session/fresh'], rate.login)
  app.use('/api', loginRoutes(means), enrolRoutes(means))
  if (means.sso) app.use('/api/sso', ssoRoutes(means.sso, secure))
  // The live stream stays open by itself: it is no sign that anybody is there.
  app.use('/api/events', requireSession(sessions, { secure, extend: false }), events.routes)
  // Nor is it a sign when the page itself says what stands on its screen.
  app.use('/api/receipts', requireSession(sessions, { secure, extend: false }), receiptRoutes(means))
  app.use('/api', requireSession(sessions, { secure, extend: true }), rate.session)
  app.use('/api', openApiRoutes(ROUTES, means.version))
  app.use('/api', accountRoutes(means))
  app.use('/api/people', peopleRoutes(means))
  app.use('/api/policies', policyRoutes(means))
  app.use('/api/alerts', alertRoutes(means))
  app.use('/api/images', imageRoutes(means))
  app.use('/api/hotlists', hotlistRoutes(means))
  app.use('/api', entryRoutes(means))
  app.use('/api/retention', retentionRoutes(means))
  app.use('/api/holds', holdRoutes(means))
  app.use('/api/requests', outsideRequestRoutes(means))
  app.use('/api/disclosures', disclosureRoutes(means))
  app.use('/api', purposeRoutes(means))
  app.use('/api', cameraRoutes(means))
  app.use('/api', assetRoutes(means), sitingRoutes(means), complaintRoutes(means), reportRoutes(means))
  app.use('/api', planRoutes(means))
  app.get('/api/units', requireAct('unit-view', means), unitsHandler(means))
  app.get('/api/summary', requireAct('unit-view', means), summaryHandler(means))
  app.use('/api', () => {
    throw new ApiProblem(404, 'The API has no such path.')
  })
  app.use(pageRoutes(means.pageFolder, means.baseMap))
  app.use(() => {
    throw new ApiProblem(404, 'Nothing here.')
  })
  app.use(problemHandler(means.onFault))
  return { express: app, endStreams: () => events.end() }
}

/** The page runs its own script and the map's worker, shows its own images, and speaks to this server only. */
const headers = (secure: boolean) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: secure ? { maxAge: 365 * 86_400, includeSubDomains: false } : false,
  })
