import type { Grade } from '@archway/shared/alert'
import type { PlaceView } from '@archway/shared/api'
import type { Category } from '@archway/shared/hotlist'
import type { DeviceId, Uuid7 } from '@archway/shared/id'
import type { PlatePattern } from '@archway/shared/plate-pattern'
import type { Candidate, Read } from '@archway/shared/read'

/** What stored Reads are searched for. */
export interface ReadQuery {
  /** Captured at or after this and before `until`; milliseconds since 1970. */
  readonly from: number
  readonly until: number
  /** Null: whatever the plate. */
  readonly pattern: PlatePattern | null
  /** Whether O may be 0, and I may be 1. */
  readonly fold: boolean
  /** The least probability that the plate is one of the pattern's; below `LEAST_FINDABLE` it makes no difference. */
  readonly minimum: number
  /** Null: by whichever unit. */
  readonly devices: readonly DeviceId[] | null
  readonly hits: 'any' | 'with' | 'without'
  /** Only Reads strictly older than this id (ids sort by time). */
  readonly before?: Uuid7
  readonly limit: number
}

export interface HitOfFound {
  readonly entry: string
  readonly category: Category
  readonly grade: Grade
  readonly probability: number
  readonly place: PlaceView | null
  readonly alert: Uuid7 | null
}

export interface FoundRead {
  readonly read: Read
  /**
   * The strings of the pattern that the Read may carry, most probable first, and the sum of their probabilities: the
   * probability that the plate is one of the pattern's. Null: no pattern was asked for.
   */
  readonly match: { readonly candidates: readonly Candidate[]; readonly probability: number } | null
  readonly hits: readonly HitOfFound[]
  readonly storedImages: readonly Uuid7[]
}
