import { mayDo } from '@archway/shared/act'
import {
  PageRequest,
  ReleaseDecision,
  ReleasedSearch,
  ReleasePage,
  ReleaseQuery,
  ReleaseRequest,
  ReleaseView,
  SearchPage,
  SearchRequest,
} from '@archway/shared/api/search'
import { Uuid7 } from '@archway/shared/id'
import express, { type Response, Router } from 'express'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { SearchRefused } from '../search/refusals.ts'
import type { SearchDesk } from '../search/search-desk.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_SEARCH: readonly RouteEntry[] = [
  {
    method: 'POST',
    path: '/searches',
    act: 'read-search',
    request: SearchRequest,
    response: SearchPage,
    summary: 'Searches stored Reads for a purpose and an open case',
  },
  {
    method: 'POST',
    path: '/searches/{id}/pages',
    act: 'read-search',
    request: PageRequest,
    response: SearchPage,
    summary: 'The next page of a search of one’s own',
  },
  {
    method: 'POST',
    path: '/search-releases',
    act: 'search-ask',
    request: ReleaseRequest,
    response: ReleaseView,
    status: 201,
    summary: 'Asks a supervisor to release a broad search',
  },
  {
    method: 'GET',
    path: '/search-releases',
    act: 'search-ask',
    query: ReleaseQuery,
    response: ReleasePage,
    summary: 'Requests: of everybody for who may release, otherwise one’s own',
  },
  {
    method: 'POST',
    path: '/search-releases/{id}/decide',
    act: 'search-release',
    request: ReleaseDecision,
    response: ReleaseView,
    summary: 'Releases or refuses a broad search that another person asked for',
  },
  {
    method: 'POST',
    path: '/search-releases/{id}/search',
    act: 'read-search',
    request: ReleasedSearch,
    response: SearchPage,
    summary: 'Runs a released search, once, by whoever asked',
  },
]

export interface SearchRouteMeans {
  readonly searchDesk: SearchDesk
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** An order may name five hundred units. */
const body = express.json({ limit: '64kb' })
const NO_SEARCH = 'You have no such search.'
const NO_RELEASE = 'There is no such request.'

/** Mounted under `/api`. */
export function searchRoutes({ searchDesk, uses, now }: SearchRouteMeans): Router {
  const guard = { uses, now }
  const by = (response: Response) => {
    const { user, roles } = sessionOf(response)
    return { user, roles }
  }
  const routes = Router()

  routes.post('/searches', requireCsrf, requireAct('read-search', guard), body, async (request, response) => {
    const { order, limit } = parsed(SearchRequest, request.body)
    response.json(await answered(searchDesk.search(order, limit, by(response))))
  })
  routes.post(
    '/searches/:id/pages',
    requireCsrf,
    requireAct('read-search', guard),
    body,
    async (request, response) => {
      const id = inPath(Uuid7, request.params.id, NO_SEARCH)
      const { before, limit } = parsed(PageRequest, request.body)
      response.json(await answered(searchDesk.next(id, before, limit, by(response))))
    },
  )

  routes.post(
    '/search-releases',
    requireCsrf,
    requireAct('search-ask', guard),
    body,
    async (request, response) => {
      const { order, reason } = parsed(ReleaseRequest, request.body)
      response.status(201).json(await answered(searchDesk.ask(order, reason, by(response))))
    },
  )
  routes.get('/search-releases', requireAct('search-ask', guard), async (request, response) => {
    const { state = null, before = null, limit: most } = parsed(ReleaseQuery, request.query)
    const { user, roles } = by(response)
    const askedBy = mayDo(roles, 'search-release') ? null : user
    const find = (limit: number) => answered(searchDesk.releases({ state, before, askedBy, limit }))
    const { items: releases, next } = await paged(most, find, ({ id }) => id)
    const action = askedBy === null ? 'search-release' : 'search-ask'
    const detail = `${releases.length} requests listed`
    await uses.logUse({ at: now(), who: user, action, outcome: 'success', subject: null, detail })
    response.json({ releases, next })
  })
  routes.post(
    '/search-releases/:id/decide',
    requireCsrf,
    requireAct('search-release', guard),
    body,
    async (request, response) => {
      const id = inPath(Uuid7, request.params.id, NO_RELEASE)
      const { outcome, reason } = parsed(ReleaseDecision, request.body)
      response.json(await answered(searchDesk.decide(id, outcome, reason, by(response))))
    },
  )
  routes.post(
    '/search-releases/:id/search',
    requireCsrf,
    requireAct('read-search', guard),
    body,
    async (request, response) => {
      const id = inPath(Uuid7, request.params.id, NO_RELEASE)
      const { limit } = parsed(ReleasedSearch, request.body)
      response.json(await answered(searchDesk.searchReleased(id, limit, by(response))))
    },
  )
  return routes
}

async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof SearchRefused) throw new ApiProblem(error.status, error.message, error.type)
    throw error
  }
}
