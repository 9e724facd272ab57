import { Router } from 'express'
import type { CaseLedger } from '../ledger/case-ledger.ts'
import { caseRoutes } from './case-routes.ts'
import { reviewRoutes } from './review-routes.ts'
import { type SearchRouteMeans, searchRoutes } from './search-routes.ts'
import { type UseRouteMeans, useRoutes } from './use-routes.ts'

export interface PurposeMeans extends SearchRouteMeans, UseRouteMeans {
  readonly ledger: UseRouteMeans['ledger'] & CaseLedger
}

/** Use that is bound to a purpose: cases, searches, and who looks after them. Mounted under `/api`. */
export const purposeRoutes = (means: PurposeMeans): Router =>
  Router()
    .use('/cases', caseRoutes(means))
    .use(searchRoutes(means))
    .use(useRoutes(means))
    .use(reviewRoutes(means))
