import { z } from 'zod'
import { TimeMs } from '../id.ts'

/**
 * `kept`: it was looked at now, and holds. `broken`: something that was found contradicts the promise, or could not be
 * looked at. `not-shown`: nothing contradicts it, but this installation holds nothing yet that would show it.
 */
export const PlanVerdict = z.enum(['kept', 'broken', 'not-shown'])
export type PlanVerdict = z.infer<typeof PlanVerdict>

export const CheckedPromise = z.strictObject({
  /** The promise's number in the Surveillance Use Plan. */
  number: z.int().min(1),
  promise: z.string(),
  verdict: PlanVerdict,
  /** What was looked at and what was seen, one fact a line; what no program can see is said here, too. */
  evidence: z.array(z.string()),
})
export type CheckedPromise = z.infer<typeof CheckedPromise>

/** POST /api/plan/check, and what `archway-central plan check --json` prints. */
export const PlanCheck = z.strictObject({
  at: TimeMs,
  /** The policy in force that it was held against. */
  policy: z.string(),
  promises: z.array(CheckedPromise),
})
export type PlanCheck = z.infer<typeof PlanCheck>
