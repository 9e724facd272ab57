import type { CheckedPromise } from '@archway/shared/api/plan'
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
import { PEOPLE_TRIALS } from './trials/people.ts'
import { PURPOSE_TRIALS } from './trials/purpose.ts'
import { READ_TRIALS } from './trials/reads.ts'
import { RECORD_TRIALS } from './trials/records.ts'
import { runTrial, type Trial, type Trials } from './trials/trial.ts'

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

/** By the number of their promise. */
const TRIALS: Trials = { ...READ_TRIALS, ...PURPOSE_TRIALS, ...RECORD_TRIALS, ...PEOPLE_TRIALS }

/** Holds every row against the installation. A row that cannot be looked at is broken, never passed over. */
export async function checkPlan(
  installation: Installation,
  rows: readonly PromiseRow[] = PROMISES,
  trials: Trials = TRIALS,
): Promise<CheckedPromise[]> {
  const checked: CheckedPromise[] = []
  for (const { number, promise, look } of rows) {
    const finding = await orBroken(async () => look(installation))
    const trial = trials[number]
    const whole = trial ? await orBroken(() => withTrial(finding, trial, installation)) : finding
    checked.push({ number, promise, ...whole })
  }
  return checked
}

/** A trial that holds shows the promise where nothing has happened yet; one that does not breaks it whatever else was seen. */
async function withTrial(
  { verdict, evidence }: Finding,
  trial: Trial,
  { policy, at }: Installation,
): Promise<Finding> {
  const holds = await runTrial(trial, policy.policy, at)
  if (!holds) return { verdict: 'broken', evidence: [`tried now, and not so: ${trial.tried}`, ...evidence] }
  return {
    verdict: verdict === 'not-shown' ? 'kept' : verdict,
    evidence: [...evidence, `tried now, in a ledger of its own: ${trial.tried}`],
  }
}

async function orBroken(look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { verdict: 'broken', evidence: [`could not be looked at: ${why}`] }
  }
}
