import { z } from 'zod'
import { Day, Sha256, TimeMs, Uuid7 } from '../id.ts'

const Note = z.string().trim().min(5).max(500)
const Person = z.string().nullable()

/** POST /api/holds. Each id means its whole passing: the Read, its hits and alerts, every image of it. */
export const NewHold = z.strictObject({
  caseNumber: z.string().trim().min(1).max(64),
  /** A code of the retention schedule: GET /api/holds/schedule. */
  schedule: z.string().min(1).max(32),
  reason: Note,
  reads: z.array(Uuid7).max(1000).default([]),
  alerts: z.array(Uuid7).max(1000).default([]),
  images: z.array(Uuid7).max(1000).default([]),
  /** When somebody must look at it again; by default as late as policy allows. */
  reviewAt: TimeMs.nullable().default(null),
})

export const HoldView = z.strictObject({
  id: Uuid7,
  caseNumber: z.string(),
  schedule: z.string(),
  reason: z.string(),
  /** `securing`: approved, and being copied; nothing that it names is purged before that is done. */
  state: z.enum(['proposed', 'refused', 'securing', 'active', 'released']),
  proposedBy: z.string(),
  proposedAt: TimeMs,
  decidedBy: Person,
  decidedAt: TimeMs.nullable(),
  /** What the decider said; null: nothing, or it is erased. */
  decisionNote: z.string().nullable(),
  securedAt: TimeMs.nullable(),
  reviewAt: TimeMs,
  /** The review is due, and nobody did it. */
  overdue: z.boolean(),
  releasedBy: Person,
  releasedAt: TimeMs.nullable(),
  releasedBecause: z.string().nullable(),
  reads: z.array(Uuid7),
  reviews: z.array(z.strictObject({ at: TimeMs, by: z.string(), note: z.string(), nextAt: TimeMs })),
})

/** GET /api/holds?before={id}&limit=50, newest first. */
export const HoldQuery = z.strictObject({
  before: Uuid7.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const HoldPage = z.strictObject({ holds: z.array(HoldView), next: Uuid7.nullable() })

export const HeldItemView = z.strictObject({
  kind: z.enum(['passing', 'image']),
  id: Uuid7,
  read: Uuid7,
  day: Day,
  bytes: z.int(),
  sha256: Sha256,
  at: TimeMs,
})
/** GET /api/holds/{id}: with what it keeps; contents at /items/{kind}/{item}. */
export const HoldDetail = HoldView.extend({ items: z.array(HeldItemView) })

/** POST /api/holds/{id}/review */
export const HoldReview = z.strictObject({ note: Note, nextAt: TimeMs })

/** POST /api/holds/{id}/release. `schedule-elapsed` is refused before the schedule's term is over. */
export const HoldRelease = z.discriminatedUnion('ground', [
  z.strictObject({ ground: z.literal('schedule-elapsed'), closedAt: TimeMs, note: Note }),
  z.strictObject({ ground: z.literal('not-evidence'), note: Note }),
])

/** POST /api/holds/{id}/verify: what is not as it was kept; empty: all of it is. */
export const HoldVerified = z.strictObject({
  items: z.int(),
  findings: z.array(
    z.strictObject({
      kind: z.enum(['passing', 'image']),
      id: Uuid7,
      read: Uuid7,
      problem: z.string(),
    }),
  ),
})

/** GET /api/holds/schedule */
export const ScheduleView = z.strictObject({
  /** Who held the table against the schedule in force; null: nobody yet. */
  checked: z.string().nullable(),
  entries: z.array(
    z.strictObject({
      code: z.string(),
      title: z.string(),
      years: z.union([z.int(), z.literal('permanent')]),
    }),
  ),
})
