import type { Day, Uuid7 } from '@archway/shared/id'
import type { SealedSecret } from '../audit/secrets.ts'

/**
 * `securing`: approved, and its items are being copied; no day that has one of them is purged before they are.
 * `active`: every item is in the case's own store.
 */
export type HoldState = 'proposed' | 'refused' | 'securing' | 'active' | 'released'

interface NewHold {
  readonly id: Uuid7
  readonly caseNumber: string
  /** A code of the retention schedule. */
  readonly schedule: string
  readonly reason: string
  /** The Reads whose passings are held: with their hits, alerts and images. */
  readonly reads: readonly Uuid7[]
  readonly reviewAt: number
  readonly at: number
  readonly by: string
}

export interface HoldRecord {
  readonly id: Uuid7
  readonly caseNumber: string
  readonly schedule: string
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: number
  readonly state: HoldState
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  /** The line that the decider's note is sealed with; null: they left none. */
  readonly decidedLine: number | null
  /** When somebody must look at it again. */
  readonly reviewAt: number
  readonly securedAt: number | null
  readonly releasedBy: string | null
  readonly releasedAt: number | null
  readonly releasedBecause: string | null
  readonly reads: readonly Uuid7[]
  readonly reviews: readonly { at: number; by: string; note: string; nextAt: number }[]
}

/** A file of the case's store. `passing`: the Read with its hits and alerts, as JSON. Never a plate in this record. */
export interface HeldItem {
  readonly kind: 'passing' | 'image'
  /** Of the Read, or of the image. */
  readonly id: Uuid7
  readonly read: Uuid7
  readonly day: Day
  readonly bytes: number
  /** Of the content, hexadecimal. */
  readonly sha256: string
  readonly at: number
}

type Refusal = 'unknown-hold' | 'same-person' | 'wrong-state'

/** Two persons, whoever calls: the table itself refuses a hold that one person made and approved, or released. */
export interface HoldLedger {
  proposeHold(hold: NewHold): Promise<void>
  /** @param note what the decider said, sealed */
  decideHold(
    id: Uuid7,
    approve: boolean,
    at: number,
    by: string,
    note?: SealedSecret | null,
  ): Promise<'securing' | 'refused' | Refusal>
  /** Once its items are copied: all of them, or such as came later. */
  holdSecured(id: Uuid7, items: readonly HeldItem[], at: number): Promise<void>
  reviewHold(
    id: Uuid7,
    review: { readonly note: string; readonly nextAt: number; readonly at: number; readonly by: string },
  ): Promise<'reviewed' | Refusal>
  /** `because`: on what ground, in words that stay. */
  releaseHold(id: Uuid7, because: string, at: number, by: string): Promise<'released' | Refusal>
  hold(id: Uuid7): Promise<HoldRecord | null>
  /** Newest first, those before `before`. */
  holds(before: Uuid7 | null, limit: number): Promise<HoldRecord[]>
  /** Those that keep something of the day: securing or active. */
  holdsOn(day: Day): Promise<HoldRecord[]>
  heldItems(hold: Uuid7): Promise<HeldItem[]>
}
