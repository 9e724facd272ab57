import { PlanCheck } from '@archway/shared/api/plan'
import { Router } from 'express'
import type { UseLog } from '../ledger/use-log.ts'
import type { PlanChecker } from '../plan/plan-checker.ts'
import { planUse } from '../plan/plan-use.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_PLAN: readonly RouteEntry[] = [
  {
    method: 'POST',
    path: '/plan/check',
    act: 'plan-check',
    response: PlanCheck,
    summary: 'Holds this installation against every promise of the Surveillance Use Plan, now',
  },
]

export interface PlanMeans {
  readonly planChecker: Pick<PlanChecker, 'check'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** Mounted under `/api`. The check is a line of the use log, also one that ends without a result. */
export function planRoutes({ planChecker, uses, now }: PlanMeans): Router {
  const may = [requireCsrf, requireAct('plan-check', { uses, now })]
  return Router().post('/plan/check', ...may, async (_request, response) => {
    const who = sessionOf(response).user
    let check: PlanCheck
    try {
      check = await planChecker.check()
    } catch (error) {
      const detail = 'the check itself failed; nothing was shown'
      await uses.logUse({ at: now(), who, action: 'plan-check', outcome: 'failure', subject: null, detail })
      throw error
    }
    await uses.logUse(planUse(check, who))
    response.json(check)
  })
}
