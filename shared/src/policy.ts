import { z } from 'zod'
import { Category } from './hotlist.ts'
import { Probability } from './read.ts'

/** What the department's plan lets a list category do. A denied category can never alert. */
export const AlertRule = z.enum(['allow', 'review', 'deny'])
export type AlertRule = z.infer<typeof AlertRule>

/**
 * The Surveillance Use Plan in machine-readable form, as far as code reads it today. Ceilings stand here, in
 * the schema, so that no configuration can exceed what the plan promises.
 */
export const Policy = z.strictObject({
  version: z.string().min(1).max(64),
  retention: z.strictObject({
    /** Days until reads and images are purged; 90 is the plan's ceiling. */
    days: z.int().min(0).max(90),
  }),
  alerts: z.strictObject({
    categories: z.partialRecord(Category, AlertRule),
    /** The least P(hit) that raises an alert at all. */
    minimumProbability: Probability,
    /** The least P(hit) of an alert that may be graded actionable. */
    actionableProbability: Probability,
    /** A list older than this lowers every alert to "look only". */
    listAgeHours: z.number().positive().max(72),
  }),
  ingest: z.strictObject({
    /** How far ahead of central's clock a unit's may be before its Reads are refused. */
    clockAheadMinutes: z.number().min(0).max(60),
  }),
})
export type Policy = z.infer<typeof Policy>

/** The rule for a category; a category that the policy does not name is denied. */
export const ruleFor = (policy: Policy, category: Category): AlertRule =>
  policy.alerts.categories[category] ?? 'deny'
