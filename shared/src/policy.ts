import { z } from 'zod'
import { Category } from './hotlist.ts'
import { Probability } from './read.ts'
import { Role } from './role.ts'

/** What the department's plan lets a list category do. A denied category can never alert. */
export const AlertRule = z.enum(['allow', 'review', 'deny'])
export type AlertRule = z.infer<typeof AlertRule>

const Share = z.number().min(0).max(1)

/**
 * The Surveillance Use Plan in machine-readable form. Ceilings stand here, in the schema, so that no
 * configuration and no two persons together can exceed what the plan promises. Values that a policy leaves out
 * are the plan's own or, where it is silent, the defaults that `policy.yaml` states.
 */
export const Policy = z.strictObject({
  version: z.string().min(1).max(64),
  retention: z
    .strictObject({
      /** Days until reads and images are purged; 90 is the plan's ceiling. */
      days: z.int().min(0).max(90),
      /** Days until Reads without a Hit are purged; never longer than the others. */
      nonhitDays: z.int().min(0).max(90).optional(),
    })
    .refine(({ days, nonhitDays }) => (nonhitDays ?? 0) <= days, {
      path: ['nonhitDays'],
      error: 'reads without a hit cannot be kept longer than retention.days',
    })
    .transform(({ days, nonhitDays = days }) => ({ days, nonhitDays })),
  location: z
    .strictObject({
      /** Whether a vehicle's place at a hit is kept. Reads without a hit never have one (promise 13). */
      vehicleHits: z.enum(['keep', 'drop']).default('keep'),
    })
    .prefault({}),
  alerts: z.strictObject({
    categories: z.partialRecord(Category, AlertRule),
    /** The least P(hit) that raises an alert at all. */
    minimumProbability: Probability,
    /** The least P(hit) of an alert that may be graded actionable. */
    actionableProbability: Probability,
    /** A list older than this lowers every alert to "look only". */
    listAgeHours: z.number().positive().max(72),
    /** An alert that nobody acknowledged in this time goes to a supervisor too. */
    escalateSeconds: z.int().min(10).max(3600).default(60),
    /** Reads of one plate at one unit within this time are one alert. */
    dwellMinutes: z.number().min(0).max(60).default(5),
    /** So are reads of it at units that are no farther apart than this, in metres. */
    dwellMetres: z.number().min(0).max(2000).default(300),
    /** Whether a copy of an alert may be shown in the car; the RTCC always gets it. */
    allowInCar: z.boolean().default(true),
    /** Who may have the entry before typing the plate, with a reason; whoever does cannot verify any more. */
    openTo: z.array(Role).default(['supervisor', 'rtcc-commander']),
    /** Who has the entry of an alert that another person has verified or dismissed. */
    settledTo: z.array(Role).default(['operator', 'supervisor', 'rtcc-commander', 'officer']),
    /** When a camera's errors are so many that its quarantine is proposed to a person. */
    cameras: z
      .strictObject({
        windowDays: z.int().min(1).max(365).default(30),
        /** Fewer judged alerts than this prove nothing. */
        leastJudged: z.int().min(1).max(1000).default(5),
        /** Proposed when even the lower bound of the 95 % interval of its share of errors is above this. */
        errorShare: Share.min(0.01).default(0.2),
      })
      .prefault({}),
  }),
  ingest: z.strictObject({
    /** How far ahead of central's clock a unit's may be before its Reads are refused. */
    clockAheadMinutes: z.number().min(0).max(60),
  }),
  manualEntry: z
    .strictObject({
      defaultHours: z.number().positive().max(168).default(24),
      mostHours: z.number().positive().max(168).default(168),
    })
    .refine(({ defaultHours, mostHours }) => defaultHours <= mostHours, {
      path: ['defaultHours'],
      error: 'cannot be more than manualEntry.mostHours',
    })
    .prefault({}),
  search: z
    .strictObject({
      /** A search without a plate over more than this needs a supervisor's release (promise 12). */
      broadWindowHours: z.number().positive().max(720).default(24),
      /** So does one that would show more results than this. */
      broadResults: z.int().min(1).max(10_000).default(500),
      /** The same plate so often by the same person within such a time raises a notice. */
      repeatedTarget: z
        .strictObject({
          uses: z.int().min(2).max(20).default(3),
          withinDays: z.int().min(1).max(365).default(30),
        })
        .prefault({}),
      /** The share of searches that is drawn for review; never none (promise 27). */
      reviewShare: Share.min(0.01).default(0.05),
      /** A closed case is refused; false: a supervisor may release the search (promise 11). */
      caseMustBeOpen: z.boolean().default(true),
    })
    .prefault({}),
  hotlist: z
    .strictObject({
      /** A list that loses more than this is not imported until a person says so. */
      shrinkPercent: z.number().min(1).max(50).default(20),
      /** Whether stored Reads are searched for what comes on a list: never, for entries made by hand, or for all. */
      backSearch: z.enum(['off', 'manual', 'all']).default('manual'),
      /** A version with more new entries than this is not searched for: a first import would ask for everybody. */
      backSearchEntries: z.int().min(1).max(50_000).default(2000),
    })
    .prefault({}),
  hold: z
    .strictObject({
      /** A hold is looked at again within this time, or shows as overdue. */
      reviewDays: z.int().min(1).max(365).default(180),
    })
    .prefault({}),
  login: z
    .strictObject({
      /** CJIS: at most 30 minutes without use. A session in a car, of an officer only, is exempt. */
      idleMinutes: z.number().min(1).max(30).default(30),
      /** CJIS: a new login at least every 12 hours. */
      sessionHours: z.number().min(0.25).max(12).default(12),
      /** A privileged act needs a login, or a repeated one, so fresh. */
      freshMinutes: z.number().min(1).max(15).default(5),
      /** CJIS: so many failures within such a time lock the account until an administrator releases it. */
      failures: z.int().min(3).max(5).default(5),
      windowMinutes: z.number().min(15).max(1440).default(15),
      /** CJIS: an account unused for so long is disabled. */
      unusedDays: z.int().min(7).max(90).default(90),
      /** A review of everybody's access at least so often. */
      reviewDays: z.int().min(30).max(365).default(365),
      /** Must be accepted before a login. */
      banner: z
        .string()
        .min(40)
        .max(2000)
        .default(
          'Closed record, RSMo 610.100(3). Police use by trained, authorised personnel only. Every sign-in, view and action is logged under your name and audited. Any other use is forbidden and leads to discipline. Signing in is your consent to this.',
        ),
    })
    .prefault({}),
  training: z.strictObject({ validDays: z.int().min(1).max(365).default(365) }).prefault({}),
  /** The order that everybody must have received in exactly this version (promise 20). */
  specialOrder: z
    .strictObject({
      number: z.string().min(1).max(32).default('5-27'),
      version: z.string().min(1).max(64).default('1'),
      /** Of the document, where the department wants the receipt bound to its very bytes. */
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
        .nullable()
        .default(null),
    })
    .prefault({}),
  audit: z
    .strictObject({
      /** How long an auditor can open the encrypted query of a use; at least a year. */
      keepDays: z.int().min(365).max(3650).default(1095),
    })
    .prefault({}),
})
export type Policy = z.infer<typeof Policy>

/** The rule for a category; a category that the policy does not name is denied. */
export const ruleFor = (policy: Policy, category: Category): AlertRule =>
  policy.alerts.categories[category] ?? 'deny'
