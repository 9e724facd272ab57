import { z } from 'zod'
import { TimeMs, Uuid7 } from '../id.ts'
import { CaseNumber, Purpose } from '../purpose.ts'
import { Role } from '../role.ts'
import { Note } from './search.ts'

const Line = z.int().min(1)
const Limit = z.coerce.number().int().min(1).max(200).default(50)

/** A line of the use log. A query that it committed to is opened by POST /api/uses/{line}/open, with a reason. */
export const UseView = z.strictObject({
  line: Line,
  at: TimeMs,
  who: z.string(),
  action: z.string(),
  outcome: z.enum(['success', 'failure']),
  subject: z.string().nullable(),
  detail: z.string().nullable(),
  /** Something is sealed with it and not erased yet. `pseudonym`: the same for the same plate within a month. */
  sealed: z.strictObject({ pseudonym: z.string().nullable() }).nullable(),
})
export type UseView = z.infer<typeof UseView>
/** GET /api/uses, newest first */
export const UseQuery = z.strictObject({
  who: z.string().min(1).max(128).optional(),
  action: z.string().min(1).max(64).optional(),
  outcome: z.enum(['success', 'failure']).optional(),
  from: z.coerce.number().int().min(0).optional(),
  until: z.coerce.number().int().min(0).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: Limit,
})
export type UseQuery = z.infer<typeof UseQuery>
export const UsePage = z.strictObject({ uses: z.array(UseView), next: Line.nullable() })
export const OpenRequest = z.strictObject({ reason: Note })
export const OpenedUse = z.strictObject({
  line: Line,
  text: z.string(),
  /** With it anybody can check that the line committed to exactly this text: docs/audit.md. */
  salt: z.string(),
  commitment: z.string(),
})

/** A search as the auditor sees it: everything but what was searched for. */
export const SearchView = z.strictObject({
  search: Uuid7,
  line: Line,
  at: TimeMs,
  who: z.string(),
  roles: z.array(Role),
  purpose: Purpose,
  case: CaseNumber,
  release: Uuid7.nullable(),
  /** Null: it named no plate, or that is erased. */
  pseudonym: z.string().nullable(),
  policy: z.string(),
  /** What its pages were asked for: it showed no more Reads than that. */
  asked: z.int(),
  /** How many Reads it showed; not `whole`: at least so many, because a page's count is not (or was never) there. */
  shown: z.strictObject({ reads: z.int().min(0), whole: z.boolean() }),
  review: z.enum(['not-drawn-yet', 'not-drawn', 'open', 'proper', 'improper', 'unclear']),
})
export type SearchView = z.infer<typeof SearchView>
/** GET /api/searches, newest first */
export const SearchListQuery = z.strictObject({
  who: z.string().min(1).max(128).optional(),
  purpose: Purpose.optional(),
  case: CaseNumber.optional(),
  from: z.coerce.number().int().min(0).optional(),
  until: z.coerce.number().int().min(0).optional(),
  before: Uuid7.optional(),
  limit: Limit,
})
export type SearchListQuery = z.infer<typeof SearchListQuery>
export const SearchListPage = z.strictObject({ searches: z.array(SearchView), next: Uuid7.nullable() })

/** GET /api/notices: one person searched one plate again and again. */
export const RepeatNotice = z.strictObject({
  search: Uuid7,
  at: TimeMs,
  who: z.string(),
  uses: z.int(),
  withinDays: z.int(),
})
export type RepeatNotice = z.infer<typeof RepeatNotice>
export const RepeatNoticePage = z.strictObject({ notices: z.array(RepeatNotice), next: Uuid7.nullable() })

/** GET /api/reviews?state=open: the searches that chance drew. */
export const ReviewOutcome = z.enum(['proper', 'improper', 'unclear'])
export type ReviewOutcome = z.infer<typeof ReviewOutcome>
export const ReviewView = z.strictObject({
  search: SearchView,
  drawnAt: TimeMs,
  /** The root of the checkpoint that drew it: chosen by nobody. */
  root: z.string(),
  share: z.number(),
  reviewedBy: z.string().nullable(),
  reviewedAt: TimeMs.nullable(),
  note: z.string().nullable(),
})
export const ReviewQuery = z.strictObject({
  state: z.enum(['open', 'done']).default('open'),
  before: Uuid7.optional(),
  limit: Limit,
})
export const ReviewPage = z.strictObject({ reviews: z.array(ReviewView), next: Uuid7.nullable() })
/** POST /api/reviews/{search} */
export const ReviewDecision = z.strictObject({ outcome: ReviewOutcome, note: Note })

/** A use that somebody holds to be a violation (promise 28). */
export const FlagOutcome = z.enum(['no-violation', 'counselled', 'disciplined', 'access-ended'])
export type FlagOutcome = z.infer<typeof FlagOutcome>
export const FlagView = z.strictObject({
  flag: z.int().min(1),
  /** The line of the use log. */
  line: Line,
  /** Who did what was flagged. */
  who: z.string(),
  state: z.enum(['flagged', 'under-review', 'decided']),
  raisedBy: z.string(),
  raisedAt: TimeMs,
  reason: z.string().nullable(),
  /** What supervisors said to it, oldest first; a text is null once it is erased. */
  answers: z.array(z.strictObject({ at: TimeMs, by: z.string(), text: z.string().nullable() })),
  takenBy: z.string().nullable(),
  takenAt: TimeMs.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: TimeMs.nullable(),
  outcome: FlagOutcome.nullable(),
  /** The number under which the department's discipline keeps it. */
  reference: z.string().nullable(),
  note: z.string().nullable(),
})
export type FlagView = z.infer<typeof FlagView>
export const FlagQuery = z.strictObject({
  state: z.enum(['flagged', 'under-review', 'decided']).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: Limit,
})
export const FlagPage = z.strictObject({ flags: z.array(FlagView), next: z.int().nullable() })
/** POST /api/flags */
export const FlagRequest = z.strictObject({ line: Line, reason: Note })
/** POST /api/flags/{flag}/answer */
export const FlagAnswer = z.strictObject({ answer: Note })
/** POST /api/flags/{flag}/decide */
export const FlagDecision = z
  .strictObject({
    outcome: FlagOutcome,
    reference: z.string().trim().min(3).max(64).nullable().default(null),
    note: Note,
  })
  .refine(({ outcome, reference }) => outcome === 'no-violation' || reference !== null, {
    path: ['reference'],
    error: 'a violation needs the number under which discipline keeps it',
  })
