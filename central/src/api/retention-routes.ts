import { CertificatePage, CertificateQuery, RetentionStatus } from '@archway/shared/api/retention'
import { Router } from 'express'
import type { RetentionLedger } from '../ledger/retention-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { requireAct, requireCsrf, requireFresh, sessionOf } from './guard.ts'
import { parsed } from './parsed.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_RETENTION = [
  {
    method: 'GET',
    path: '/retention',
    act: 'certificate-view',
    response: RetentionStatus,
    summary: 'What the sweep goes by, and what it could not finish',
  },
  {
    method: 'GET',
    path: '/retention/certificates',
    act: 'certificate-view',
    query: CertificateQuery,
    response: CertificatePage,
    summary: 'Certificates of purges, oldest first',
  },
  {
    method: 'POST',
    path: '/retention/confirm-clock',
    act: 'clock-confirm',
    response: RetentionStatus,
    summary: "Says that this machine's clock is right, although it jumped ahead",
  },
] as const satisfies readonly RouteEntry[]

export interface RetentionMeans {
  readonly ledger: Pick<RetentionLedger, 'clock' | 'openPurges' | 'certificates' | 'confirmClock'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** `/retention`: what was purged, and the proof of it. */
export function retentionRoutes(means: RetentionMeans): Router {
  const { ledger, uses, now } = means
  const routes = Router()
  const status = async () => {
    const clock = await ledger.clock()
    const unfinished = (await ledger.openPurges()).map(({ day, extent, begunAt }) => ({
      day,
      extent,
      begunAt,
    }))
    return RetentionStatus.parse({
      latest: clock?.latest ?? null,
      doubted: clock?.doubted ?? null,
      unfinished,
    })
  }

  routes.get('/', requireAct('certificate-view', means), async (_request, response) => {
    response.json(await status())
  })

  routes.get('/certificates', requireAct('certificate-view', means), async (request, response) => {
    const { after, limit } = parsed(CertificateQuery, request.query)
    const find = (count: number) => ledger.certificates(after, count)
    const { items: certificates, next } = await paged(limit, find, ({ n }) => n)
    await uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action: 'certificate-view',
      outcome: 'success',
      subject: null,
      detail: `${certificates.length} certificates`,
    })
    response.json(CertificatePage.parse({ certificates, next }))
  })

  routes.post(
    '/confirm-clock',
    requireCsrf,
    requireAct('clock-confirm', means),
    requireFresh(means),
    async (_request, response) => {
      await ledger.confirmClock(now(), sessionOf(response).user)
      response.json(await status())
    },
  )
  return routes
}
