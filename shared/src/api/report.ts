import { z } from 'zod'
import { Disposition, Grade } from '../alert.ts'
import { Category } from '../hotlist.ts'
import { Day, DeviceId, Sha256, TimeMs } from '../id.ts'
import { Purpose } from '../purpose.ts'
import { Role } from '../role.ts'
import { ComplaintKind, ComplaintOutcome } from './complaint.ts'

const Count = z.int().min(0)
const Share = z.number().min(0).max(1)
const Cents = z.int()
/** Null: kept back, because so few cases of one district could point to somebody. */
const Shown = Count.nullable()

/** A UTC month: days, and what is kept of them, are UTC too. */
export const Month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month as 2026-11')
export type Month = z.infer<typeof Month>

const IntervalView = z
  .strictObject({ count: Count, of: Count, share: Share, low: Share, high: Share })
  .nullable()

const CostOfKind = z.strictObject({
  units: Count,
  /** Units that have at least one purchase on record. */
  priced: Count,
  purchase: Cents,
  installation: Cents,
  repair: Cents,
  running: Cents,
  repairs: Count,
  /** All that was ever paid for such units, divided by their number; null: none. */
  each: Cents.nullable(),
})

/**
 * Everything that a month's report says. Only counts, days, hashes, words of closed lists, and names that the
 * department gave to units, districts and funds: there is no place in it for a plate, or for anybody's words.
 */
export const MonthFigures = z.strictObject({
  format: z.literal('archway-month-1'),
  department: z.string(),
  month: Month,
  from: TimeMs,
  until: TimeMs,
  asOf: TimeMs,
  /** Whether the month was over. */
  whole: z.boolean(),
  /** Which policies were in force in it. */
  policies: z.array(z.string()),
  retentionDays: Count,
  units: z.array(
    z.strictObject({
      device: DeviceId,
      name: z.string(),
      kind: z.enum(['fixed', 'vehicle']),
      district: z.string().nullable(),
      task: z.string().nullable(),
      /** Of the time that it was registered in the month; null: it was not. */
      uptime: Share.nullable(),
      reads: Count,
      outages: Count,
      tampers: Count,
    }),
  ),
  /** Of the month so far, how much of it central was there to hear units. */
  centralUp: Share,
  days: z.array(z.strictObject({ day: Day, reads: Count })),

  totals: z.strictObject({ reads: Count, hits: Count, alerts: Count, images: Count, refused: Count }),
  hits: z.array(z.strictObject({ category: Category, grade: Grade, hits: Count, alerts: Count })),
  dispositions: z.strictObject({
    decided: Count,
    byKind: z.record(Disposition, Count),
    confirmed: IntervalView,
    /** Misread or of another state. */
    wrong: IntervalView,
    /** Nobody acknowledged them in time. */
    escalated: Count,
    /** Cameras of which a person decided that they err too often. */
    quarantined: Count,
  }),
  searches: z.strictObject({
    byPurpose: z.record(Purpose, Count),
    byRole: z.partialRecord(Role, Count),
    refused: Count,
    releasesAsked: Count,
    releasesGiven: Count,
    releasesRefused: Count,
    repeatNotices: Count,
    reviews: z.strictObject({ drawn: Count, proper: Count, improper: Count, unclear: Count, open: Count }),
    flags: z.strictObject({ raised: Count, decided: Count }),
  }),
  uses: z.array(z.strictObject({ action: z.string(), done: Count, refused: Count })),
  holds: z.strictObject({
    activeAtEnd: Count,
    overdueAtEnd: Count,
    proposed: Count,
    approved: Count,
    refused: Count,
    released: Count,
  }),
  disclosures: z.strictObject({
    requests: Count,
    requestsRefused: Count,
    approved: Count,
    refused: Count,
    exports: Count,
    reads: Count,
    images: Count,
  }),
  purges: z.array(
    z.strictObject({
      day: Day,
      extent: z.enum(['day', 'nonhits']),
      at: TimeMs,
      reads: Count.nullable(),
      images: Count.nullable(),
      held: Count,
      certificate: Sha256,
    }),
  ),
  districts: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      residents: Count.nullable(),
      source: z.string().nullable(),
      fixed: Count,
      vehicles: Count,
      reads: Count,
      hits: Shown,
      stops: Shown,
    }),
  ),
  evenness: z.strictObject({
    /** Of fixed units among residents: 0 is even, 1 is all in one place; null: residents are not on record. */
    gini: Share.nullable(),
    /** Units for each resident, where there are most, against the whole city; null: as above. */
    most: z.strictObject({ district: z.string(), times: z.number().min(0) }).nullable(),
    least: z.strictObject({ district: z.string(), times: z.number().min(0) }).nullable(),
    unposted: Count,
  }),
  vehicles: z.strictObject({ notices: z.array(z.string()), idleDays: Count, idle: Count }),
  events: z.strictObject({ outages: Count, cameras: Count, tampers: Count, damages: Count }),
  complaints: z.strictObject({
    received: z.partialRecord(ComplaintKind, Count),
    answered: z.partialRecord(ComplaintOutcome, Count),
    answeredLate: Count,
    openAtEnd: Count,
    overdueAtEnd: Count,
  }),
  cost: z.strictObject({
    fixed: CostOfKind,
    vehicle: CostOfKind,
    funds: z.array(z.strictObject({ fund: z.string(), cents: Cents })),
  }),
})
export type MonthFigures = z.infer<typeof MonthFigures>

/** A report as it was published; what it says never changes. A mistake is corrected by the next revision. */
export const PublishedReport = z.strictObject({
  month: Month,
  revision: z.int().min(1),
  /** Why there is a revision; null for the first. */
  because: z.string().nullable(),
  publishedBy: z.string(),
  publishedAt: TimeMs,
  sha256: z.strictObject({ figures: Sha256, html: Sha256, csv: Sha256 }),
})
export type PublishedReport = z.infer<typeof PublishedReport>
/** GET /api/reports, newest month first */
export const ReportList = z.strictObject({ reports: z.array(PublishedReport) })
/** POST /api/reports/{month}/publish */
export const PublishRequest = z.strictObject({
  /** Needed where the month has a report already. */
  because: z.string().trim().min(10).max(300).nullable().default(null),
})
export type PublishRequest = z.infer<typeof PublishRequest>
