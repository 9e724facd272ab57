import type { Installation } from './installation.ts'
import type { Finding, PromiseRow } from './promise.ts'
import { ACCESS_ROWS } from './rows/access.ts'
import { ALERT_ROWS } from './rows/alerts.ts'
import { DEPLOYMENT_ROWS } from './rows/deployment.ts'
import { DISCLOSURE_ROWS } from './rows/disclosure.ts'
import { OVERSIGHT_ROWS } from './rows/oversight.ts'
import { PEOPLE_ROWS } from './rows/people.ts'
import { PURPOSE_ROWS } from './rows/purpose.ts'
import { READ_ROWS } from './rows/reads.ts'
import { RETENTION_ROWS } from './rows/retention.ts'

/** Every promise of the department's Surveillance Use Plan, in its order. */
export const PROMISES: readonly PromiseRow[] = [
  ...READ_ROWS,
  ...ALERT_ROWS,
  ...PURPOSE_ROWS,
  ...RETENTION_ROWS,
  ...PEOPLE_ROWS,
  ...OVERSIGHT_ROWS,
  ...DISCLOSURE_ROWS,
  ...DEPLOYMENT_ROWS,
  ...ACCESS_ROWS,
].sort((a, b) => a.number - b.number)

export interface CheckedPromise extends Finding {
  readonly number: number
  readonly promise: string
}

/** Holds every row against the installation. A row that cannot be looked at is broken, never passed over. */
export async function checkPlan(
  installation: Installation,
  rows: readonly PromiseRow[] = PROMISES,
): Promise<CheckedPromise[]> {
  const checked: CheckedPromise[] = []
  for (const { number, promise, look } of rows) {
    checked.push({ number, promise, ...(await lookSafely(look, installation)) })
  }
  return checked
}

async function lookSafely(look: PromiseRow['look'], installation: Installation): Promise<Finding> {
  try {
    return await look(installation)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { verdict: 'broken', evidence: [`could not be looked at: ${why}`] }
  }
}
