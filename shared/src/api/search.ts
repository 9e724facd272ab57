import { z } from 'zod'
import { Grade } from '../alert.ts'
import { PlaceView } from '../api.ts'
import { Category } from '../hotlist.ts'
import { DeviceId, TimeMs, Uuid7 } from '../id.ts'
import { Jurisdiction } from '../plate.ts'
import { CaseNumber, Purpose } from '../purpose.ts'
import { Angle, Candidate, Probability } from '../read.ts'

/** Words of a person about why. Never in the use log itself: sealed beside it. */
export const Note = z.string().trim().min(10, 'say in a sentence why').max(500)

/** GET /api/cases, POST /api/cases, POST /api/cases/{number}/close */
export const CaseView = z.strictObject({
  number: CaseNumber,
  purpose: Purpose,
  owner: z.string(),
  openedAt: TimeMs,
  openedBy: z.string(),
  closedAt: TimeMs.nullable(),
  closedBy: z.string().nullable(),
})
export type CaseView = z.infer<typeof CaseView>
export const NewCase = z.strictObject({
  number: CaseNumber,
  purpose: Purpose,
  /** A person's name; left out: whoever opens it. */
  owner: z.string().min(1).max(64).optional(),
})
export const CaseQuery = z.strictObject({
  state: z.enum(['open', 'closed']).optional(),
  before: CaseNumber.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const CasePage = z.strictObject({ cases: z.array(CaseView), next: CaseNumber.nullable() })

/** Where: at these units, or at fixed units within metres of a point. A vehicle's place is never kept. */
export const SearchPlace = z.union([
  z.strictObject({ units: z.array(DeviceId).min(1).max(500) }),
  z.strictObject({
    near: z.strictObject({
      lat: z.number().min(-90).max(90),
      lon: z.number().min(-180).max(180),
      metres: z.number().min(1).max(20_000),
    }),
  }),
])
export type SearchPlace = z.infer<typeof SearchPlace>

/** What may be asked of stored Reads, and why. Nothing is asked without purpose, open case and note. */
export const SearchOrder = z
  .strictObject({
    purpose: Purpose,
    case: CaseNumber,
    note: Note,
    /** As typed: `?` stands for one character, `*` for any run of them. Null: whatever the plate. */
    plate: z.string().min(1).max(40).nullable().default(null),
    /** Whether O may be 0, and I may be 1. */
    fold: z.boolean().default(false),
    /** The least probability that the plate is one of the pattern's. Nothing is found below 0.01. */
    minimum: Probability.min(0.01).default(0.05),
    from: TimeMs,
    /** Exclusive. */
    until: TimeMs,
    /** Null: anywhere. */
    place: SearchPlace.nullable().default(null),
    hits: z.enum(['any', 'with', 'without']).default('any'),
  })
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'must be after "from"' })
export type SearchOrder = z.infer<typeof SearchOrder>

const Limit = z.int().min(1).max(100).default(50)
/** POST /api/searches */
export const SearchRequest = z.strictObject({ order: SearchOrder, limit: Limit })
/** POST /api/searches/{id}/pages: the next page of a search of one's own. */
export const PageRequest = z.strictObject({ before: Uuid7, limit: Limit })

/** A Read that was found. Without a hit it has no place (promise 13): device and time, and nothing else. */
export const FoundView = z.strictObject({
  read: Uuid7,
  device: DeviceId,
  capturedAt: TimeMs,
  text: z.string(),
  probability: Probability,
  rivals: z.array(Candidate),
  jurisdiction: z.strictObject({ code: Jurisdiction, probability: Probability }).nullable(),
  /** What of the pattern the plate may be, and how probably it is any of it. Null: no plate was asked for. */
  match: z.strictObject({ candidates: z.array(Candidate), probability: Probability }).nullable(),
  hits: z.array(
    z.strictObject({
      entry: z.string(),
      category: Category,
      grade: Grade,
      probability: Probability,
      place: PlaceView.nullable(),
      alert: Uuid7.nullable(),
    }),
  ),
  /** GET /api/images/{id}: an act of its own. */
  images: z.array(
    z.strictObject({
      id: Uuid7,
      angle: Angle,
      kind: z.enum(['scene', 'plate']),
      state: z.enum(['pending', 'stored']),
    }),
  ),
})
export type FoundView = z.infer<typeof FoundView>

export const SearchPage = z.strictObject({
  search: Uuid7,
  results: z.array(FoundView),
  /** For `before` of the next page; null: this was the last. */
  next: Uuid7.nullable(),
  /** The same plate was searched by the same person so often; a supervisor and the auditor are told, too. */
  notice: z.strictObject({ uses: z.int(), withinDays: z.int() }).nullable(),
  policy: z.string(),
})
export type SearchPage = z.infer<typeof SearchPage>

/** Why a search needs a supervisor. */
export const Ground = z.enum(['no-plate', 'location-sweep', 'closed-case', 'many-results'])
export type Ground = z.infer<typeof Ground>

/** The type of the problem that POST /api/search-releases solves. */
export const NEEDS_RELEASE = 'urn:archway:needs-release'

/** POST /api/search-releases */
export const ReleaseRequest = z.strictObject({ order: SearchOrder, reason: Note })
export const ReleaseView = z.strictObject({
  id: Uuid7,
  state: z.enum(['requested', 'released', 'refused', 'used']),
  grounds: z.array(Ground),
  askedBy: z.string(),
  askedAt: TimeMs,
  decidedBy: z.string().nullable(),
  decidedAt: TimeMs.nullable(),
  /** Null: erased, as the policy says. */
  order: SearchOrder.nullable(),
  reason: z.string().nullable(),
})
export type ReleaseView = z.infer<typeof ReleaseView>
export const ReleaseQuery = z.strictObject({
  state: z.enum(['requested', 'released', 'refused', 'used']).optional(),
  before: Uuid7.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const ReleasePage = z.strictObject({ releases: z.array(ReleaseView), next: Uuid7.nullable() })
/** POST /api/search-releases/{id}/decide, by another person */
export const ReleaseDecision = z.strictObject({ outcome: z.enum(['released', 'refused']), reason: Note })
/** POST /api/search-releases/{id}/search, by whoever asked, once */
export const ReleasedSearch = z.strictObject({ limit: Limit })
