import type { PlanCheck } from '@archway/shared/api/plan'
import { lookAtInstallation } from './installation.ts'
import { checkPlan } from './plan-check.ts'

/**
 * Holds an installation against every promise of the plan. Everything is read in the caller's thread, which has nothing
 * else to do meanwhile: the command line, or a thread of its own.
 */
export async function checkInstallation(means: Parameters<typeof lookAtInstallation>[0]): Promise<PlanCheck> {
  const installation = await lookAtInstallation(means)
  try {
    const promises = await checkPlan(installation)
    return { at: means.at, policy: installation.policy.version, promises }
  } finally {
    installation.close()
  }
}
