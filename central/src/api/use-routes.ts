import type { Act } from '@archway/shared/act'
import {
  OpenedUse,
  OpenRequest,
  RepeatNoticePage,
  SearchListPage,
  SearchListQuery,
  UsePage,
  UseQuery,
} from '@archway/shared/api/review'
import { Uuid7 } from '@archway/shared/id'
import express, { type Response, Router } from 'express'
import { z } from 'zod'
import type { Secrets } from '../audit/secrets.ts'
import type { ProprietyLedger } from '../ledger/propriety-ledger.ts'
import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { requireAct, requireCsrf, requireFresh, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const NoticeQuery = z.strictObject({
  before: Uuid7.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const ROUTES_USES: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/uses',
    act: 'audit-view',
    query: UseQuery,
    response: UsePage,
    summary: 'The use log, newest first; refused attempts too',
  },
  {
    method: 'POST',
    path: '/uses/{line}/open',
    act: 'audit-open',
    request: OpenRequest,
    response: OpenedUse,
    summary: 'Opens what a line committed to, for a reason',
  },
  {
    method: 'GET',
    path: '/searches',
    act: 'search-list',
    query: SearchListQuery,
    response: SearchListPage,
    summary: 'Searches by purpose, person, case and time; never what was searched for',
  },
  {
    method: 'GET',
    path: '/notices',
    act: 'notice-view',
    query: NoticeQuery,
    response: RepeatNoticePage,
    summary: 'Who searched one plate again and again',
  },
]

export interface UseRouteMeans {
  readonly ledger: ProprietyLedger & SecretLedger
  readonly secrets: Secrets
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** Mounted under `/api`. Reading the log is a line of the log. */
export function useRoutes({ ledger, secrets, uses, now }: UseRouteMeans): Router {
  const guard = { uses, now }
  const routes = Router()
  /** Names of filters, never what they were set to: somebody may have typed a plate. */
  const logged = (response: Response, action: Act, query: object, count: number) => {
    const filters = Object.keys(query).filter((name) => name !== 'limit')
    const detail = [`${count} shown`, ...(filters.length > 0 ? [`by ${filters.join(', ')}`] : [])].join(' · ')
    const who = sessionOf(response).user
    return uses.logUse({ at: now(), who, action, outcome: 'success', subject: null, detail })
  }

  routes.get('/uses', requireAct('audit-view', guard), async (request, response) => {
    const query = parsed(UseQuery, request.query)
    const find = (limit: number) => ledger.usesLike({ ...query, limit })
    const { items: shown, next } = await paged(query.limit, find, ({ line }) => line)
    await logged(response, 'audit-view', query, shown.length)
    response.json({ uses: shown, next })
  })

  routes.post(
    '/uses/:line/open',
    requireCsrf,
    requireAct('audit-open', guard),
    requireFresh(guard),
    express.json({ limit: '4kb' }),
    async (request, response) => {
      const line = inPath(z.coerce.number().int().min(1), request.params.line, 'There is no such line.')
      const { reason } = parsed(OpenRequest, request.body)
      const kept = await ledger.secret({ line })
      const opened = kept && secrets.open(kept)
      const isThere = opened !== null && opened !== 'erased'
      const why = secrets.seal(reason, now())
      const use = {
        at: now(),
        who: sessionOf(response).user,
        action: 'audit-open',
        subject: `line ${line}`,
      } as const
      const detail = [...(isThere ? [] : ['nothing to open']), why.commitment].join(' · ')
      await uses.logUse({ ...use, outcome: isThere ? 'success' : 'failure', detail }, why)
      if (!kept || !isThere) throw new ApiProblem(404, 'Nothing is sealed with that line, or it is erased.')
      response.json({ line, ...opened, commitment: kept.commitment })
    },
  )

  routes.get('/searches', requireAct('search-list', guard), async (request, response) => {
    const query = parsed(SearchListQuery, request.query)
    const find = (limit: number) => ledger.searches({ ...query, limit })
    const { items: shown, next } = await paged(query.limit, find, ({ search }) => search)
    await logged(response, 'search-list', query, shown.length)
    response.json({ searches: shown, next })
  })

  routes.get('/notices', requireAct('notice-view', guard), async (request, response) => {
    const { before = null, limit: most } = parsed(NoticeQuery, request.query)
    const find = (limit: number) => ledger.repeatNotices({ before, limit })
    const { items: shown, next } = await paged(most, find, ({ search }) => search)
    await logged(response, 'notice-view', {}, shown.length)
    response.json({ notices: shown, next })
  })
  return routes
}
