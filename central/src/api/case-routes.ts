import { CasePage, CaseQuery, CaseView, NewCase } from '@archway/shared/api/search'
import { CaseNumber } from '@archway/shared/purpose'
import express, { Router } from 'express'
import type { CaseLedger } from '../ledger/case-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_CASES: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/cases',
    act: 'case-view',
    query: CaseQuery,
    response: CasePage,
    summary: 'Cases, highest number first',
  },
  {
    method: 'POST',
    path: '/cases',
    act: 'case-open',
    request: NewCase,
    response: CaseView,
    status: 201,
    summary: 'Opens a case, for one purpose',
  },
  {
    method: 'POST',
    path: '/cases/{number}/close',
    act: 'case-close',
    response: CaseView,
    summary: 'Closes a case; from here on it is not searched for',
  },
]

export interface CaseMeans {
  readonly ledger: CaseLedger
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

const NO_CASE = 'There is no such case.'

export function caseRoutes({ ledger, uses, now }: CaseMeans): Router {
  const guard = { uses, now }
  const routes = Router()
  const found = async (number: CaseNumber) => {
    const file = await ledger.caseOf(number)
    if (!file) throw new ApiProblem(404, NO_CASE)
    return file
  }

  routes.get('/', requireAct('case-view', guard), async (request, response) => {
    const { state = null, before = null, limit: most } = parsed(CaseQuery, request.query)
    const find = (limit: number) => ledger.cases({ state, before, limit })
    const { items: cases, next } = await paged(most, find, ({ number }) => number)
    const who = sessionOf(response).user
    const detail = `${cases.length} cases`
    await uses.logUse({ at: now(), who, action: 'case-view', outcome: 'success', subject: null, detail })
    response.json({ cases, next })
  })

  routes.post(
    '/',
    requireCsrf,
    requireAct('case-open', guard),
    express.json({ limit: '4kb' }),
    async (request, response) => {
      const by = sessionOf(response).user
      const { number, purpose, owner = by } = parsed(NewCase, request.body)
      const outcome = await ledger.openCase({ number, purpose, owner, at: now(), by })
      if (outcome === 'exists') throw new ApiProblem(409, 'There is a case of that number already.')
      response.status(201).json(await found(number))
    },
  )

  routes.post('/:number/close', requireCsrf, requireAct('case-close', guard), async (request, response) => {
    const number = inPath(CaseNumber, request.params.number, NO_CASE)
    const outcome = await ledger.closeCase(number, now(), sessionOf(response).user)
    if (outcome === 'unknown-case') throw new ApiProblem(404, NO_CASE)
    if (outcome === 'already-closed') throw new ApiProblem(409, 'The case is closed already.')
    response.json(await found(number))
  })
  return routes
}
