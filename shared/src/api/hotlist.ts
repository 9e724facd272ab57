import { z } from 'zod'
import { Doubt, Grade } from '../alert.ts'
import { EntryView } from '../api.ts'
import { Category, EntryFlag, EntryId } from '../hotlist.ts'
import { TimeMs } from '../id.ts'
import { Jurisdiction, PlateText } from '../plate.ts'
import { AlertRule } from '../policy.ts'
import { CaseNumber, Purpose } from '../purpose.ts'
import { Angle, Candidate, Probability } from '../read.ts'
import { Note } from './search.ts'

const Page = { limit: z.coerce.number().int().min(1).max(200).default(50) }
const Before = z.coerce.number().int().min(1).optional()

/** GET /api/hotlists: what is in force. */
export const HotlistState = z.strictObject({
  version: z.int().nullable(),
  entries: z.int(),
  /** Of the oldest source. */
  sourceAt: TimeMs.nullable(),
  lists: z.array(z.strictObject({ list: z.string(), entries: z.int(), sourceAt: TimeMs, version: z.int() })),
  /** What is wrong with the synthetic entry that must be on every list; null: nothing. */
  canaryFault: z.string().nullable(),
})

/** GET /api/hotlists/versions, newest first */
export const VersionView = z.strictObject({
  version: z.int(),
  list: z.string(),
  sourceAt: TimeMs,
  importedAt: TimeMs,
  entries: z.int(),
  digest: z.string(),
})
export const VersionQuery = z.strictObject({ before: Before, ...Page })
export const VersionPage = z.strictObject({ versions: z.array(VersionView), next: z.int().nullable() })

/** GET /api/hotlists/diff?from=3&to=5&entries=true: counts, and the entries too where they are asked for. */
export const DiffQuery = z.strictObject({
  from: z.coerce.number().int().min(0),
  to: z.coerce.number().int().min(1),
  entries: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
export const DiffEntry = z.strictObject({
  id: EntryId,
  plate: PlateText,
  jurisdiction: Jurisdiction.nullable(),
  category: Category,
})
export const HotlistDiff = z.strictObject({
  from: z.int(),
  to: z.int(),
  added: z.int(),
  removed: z.int(),
  /** Null: they were not asked for. At most `limit` of each. */
  entries: z.strictObject({ added: z.array(DiffEntry), removed: z.array(DiffEntry) }).nullable(),
})

/** POST /api/entries: a person asks for an entry; nothing is listed before another person approves it. */
export const NewEntry = z.strictObject({
  /** As written; it is normalised like any other plate. */
  plate: z.string().min(1).max(40),
  jurisdiction: Jurisdiction.nullable().default(null),
  category: Category,
  flags: z.array(EntryFlag).max(2).default([]),
  purpose: Purpose,
  case: CaseNumber,
  reason: Note,
  /** Who answers for it; left out: whoever asks. */
  owner: z.string().min(1).max(64).optional(),
  /** How long from now; left out: what policy says. */
  hours: z.number().positive().max(8760).optional(),
  vehicle: z
    .strictObject({
      year: z.string().min(1).max(16).nullable().default(null),
      make: z.string().min(1).max(32).nullable().default(null),
      model: z.string().min(1).max(32).nullable().default(null),
      style: z.string().min(1).max(32).nullable().default(null),
      colour: z.string().min(1).max(32).nullable().default(null),
    })
    .prefault({}),
})
export type NewEntry = z.infer<typeof NewEntry>

export const EntryState = z.enum(['open', 'approved', 'refused', 'recalled', 'expired'])

/** GET /api/entries/{n} */
export const ManualEntryView = z.strictObject({
  n: z.int(),
  entry: EntryId,
  plate: PlateText,
  jurisdiction: Jurisdiction.nullable(),
  category: Category,
  flags: z.array(EntryFlag),
  purpose: Purpose,
  case: CaseNumber,
  owner: z.string(),
  reason: z.string(),
  expiresAt: TimeMs,
  proposedBy: z.string(),
  proposedAt: TimeMs,
  state: EntryState,
  decidedBy: z.string().nullable(),
  decidedAt: TimeMs.nullable(),
  /** What the decider said; null: nothing, or it is erased. */
  decisionNote: z.string().nullable(),
  endedBy: z.string().nullable(),
  endedAt: TimeMs.nullable(),
  endedBecause: z.string().nullable(),
})
export type ManualEntryView = z.infer<typeof ManualEntryView>
/** GET /api/entries, newest first */
export const EntryQuery = z.strictObject({ state: EntryState.optional(), before: Before, ...Page })
export const EntryPage = z.strictObject({ entries: z.array(ManualEntryView), next: z.int().nullable() })

/** POST /api/recalls: an entry of any list is wanted no more. */
export const NewRecall = z.strictObject({ entry: EntryId, reason: Note })

const Receipt = z.strictObject({
  kind: z.enum(['unit', 'person']),
  who: z.string(),
  toldAt: TimeMs.nullable(),
  confirmedAt: TimeMs.nullable(),
})

/** GET /api/recalls */
export const RecallView = z.strictObject({
  n: z.int(),
  entry: EntryId,
  list: z.string(),
  /** The first version of the list without it; null: not published yet. */
  version: z.int().nullable(),
  why: z.enum(['recalled', 'left-list', 'expired']),
  by: z.string(),
  at: TimeMs,
  reason: z.string(),
  receipts: z.array(Receipt),
  /** Of the receipts, those that are not there yet. */
  unconfirmed: z.int(),
})
export type RecallView = z.infer<typeof RecallView>
export const RecallQuery = z.strictObject({
  /** Only those that a unit or a person has not confirmed. */
  open: z.stringbool().default(false),
  before: Before,
  ...Page,
})
export const RecallPage = z.strictObject({ recalls: z.array(RecallView), next: z.int().nullable() })

/** POST /api/entries/test: what would happen if this were read now. Alerts nobody. */
export const TestOrder = z.strictObject({
  /** What a reader says that a picture carries, or one text with probability 1. */
  candidates: z
    .array(z.strictObject({ text: z.string().min(1).max(40), probability: Probability }))
    .min(1)
    .max(10)
    .refine((all) => all.reduce((sum, { probability }) => sum + probability, 0) <= 1 + 1e-6, {
      error: 'the probabilities exceed 1',
    }),
  /** The state as it would be read. */
  jurisdiction: z.strictObject({ code: Jurisdiction, probability: Probability }).nullable().default(null),
  /** The angles from which it would be seen. */
  angles: z.array(Angle).min(1).max(2).default([1, 2]),
})
export type TestOrder = z.infer<typeof TestOrder>

/** One thing that matching, policy and grading look at, in their order. */
export const TestStage = z.strictObject({
  stage: z.enum(['plate', 'list', 'entry', 'expiry', 'probability', 'category', 'grade']),
  passed: z.boolean(),
  /** For a person. */
  says: z.string(),
})
export const TestedEntry = z.strictObject({
  entry: EntryView,
  probability: Probability,
  exact: Probability,
  nearFolded: Probability,
  rule: AlertRule,
  /** Null: it would raise no alert. */
  grade: Grade.nullable(),
  doubts: z.array(Doubt),
  stages: z.array(TestStage),
})
export const TestAnswer = z.strictObject({
  wouldAlert: z.boolean(),
  candidates: z.array(Candidate),
  version: z.int().nullable(),
  stages: z.array(TestStage),
  entries: z.array(TestedEntry),
})
export type TestAnswer = z.infer<typeof TestAnswer>
