import type { PlanCheck, PlanVerdict } from '@archway/shared/api/plan'
import type { Use } from '../ledger/use-log.ts'

/** How many promises are kept, broken and not shown, in words. */
export function planCounts({ promises }: PlanCheck): string {
  const of = (asked: PlanVerdict) => promises.filter(({ verdict }) => verdict === asked).length
  return `${of('kept')} kept, ${of('broken')} broken, ${of('not-shown')} not shown`
}

/** The numbers of the promises that are broken. */
export const brokenPromises = ({ promises }: PlanCheck): number[] =>
  promises.filter(({ verdict }) => verdict === 'broken').map(({ number }) => number)

/** The use log's line of a check: it names what was broken. */
export function planUse(check: PlanCheck, who: string): Use {
  const broken = brokenPromises(check)
  return {
    at: check.at,
    who,
    action: 'plan-check',
    outcome: broken.length === 0 ? 'success' : 'failure',
    subject: broken.length === 0 ? null : broken.join(', '),
    detail: planCounts(check),
  }
}
