import { ROUTES_ACCOUNT } from './account-routes.ts'
import { ROUTES_ALERT_ACTS } from './alert-act-routes.ts'
import { ROUTES_ALERTS } from './alert-routes.ts'
import { ROUTES_ASSETS } from './asset-routes.ts'
import { ROUTES_CAMERAS } from './camera-routes.ts'
import { ROUTES_CASES } from './case-routes.ts'
import { ROUTES_COMPLAINTS } from './complaint-routes.ts'
import { ROUTES_DISCLOSURES } from './disclosure-routes.ts'
import { ROUTES_ENTRIES } from './entry-routes.ts'
import { ROUTES_EVENTS } from './event-routes.ts'
import { ROUTES_FLEET } from './fleet-routes.ts'
import { ROUTES_HOLDS } from './hold-routes.ts'
import { ROUTES_HOTLIST } from './hotlist-routes.ts'
import { ROUTES_IMAGES } from './image-routes.ts'
import { ROUTES_LOGIN } from './login-routes.ts'
import { ROUTES_OPENAPI } from './openapi-routes.ts'
import { ROUTES_OUTSIDE_REQUESTS } from './outside-request-routes.ts'
import { ROUTES_PEOPLE } from './people-routes.ts'
import { ROUTES_PLAN } from './plan-routes.ts'
import { ROUTES_POLICY } from './policy-routes.ts'
import { ROUTES_RECEIPTS } from './receipt-routes.ts'
import { ROUTES_REPORTS } from './report-routes.ts'
import { ROUTES_RETENTION } from './retention-routes.ts'
import { ROUTES_REVIEW } from './review-routes.ts'
import type { RouteEntry } from './route-list.ts'
import { ROUTES_SEARCH } from './search-routes.ts'
import { ROUTES_SITING } from './siting-routes.ts'
import { ROUTES_SSO } from './sso-routes.ts'
import { ROUTES_USES } from './use-routes.ts'

/** Everything that is answered under `/api`. A test holds it against the routes that there really are. */
export const ROUTES: readonly RouteEntry[] = [
  ...ROUTES_LOGIN,
  ...ROUTES_SSO,
  ...ROUTES_ACCOUNT,
  ...ROUTES_ALERTS,
  ...ROUTES_ALERT_ACTS,
  ...ROUTES_RECEIPTS,
  ...ROUTES_CAMERAS,
  ...ROUTES_EVENTS,
  ...ROUTES_IMAGES,
  ...ROUTES_CASES,
  ...ROUTES_SEARCH,
  ...ROUTES_REVIEW,
  ...ROUTES_USES,
  ...ROUTES_HOTLIST,
  ...ROUTES_ENTRIES,
  ...ROUTES_RETENTION,
  ...ROUTES_HOLDS,
  ...ROUTES_OUTSIDE_REQUESTS,
  ...ROUTES_DISCLOSURES,
  ...ROUTES_PEOPLE,
  ...ROUTES_POLICY,
  ...ROUTES_FLEET,
  ...ROUTES_ASSETS,
  ...ROUTES_SITING,
  ...ROUTES_COMPLAINTS,
  ...ROUTES_REPORTS,
  ...ROUTES_PLAN,
  ...ROUTES_OPENAPI,
]
