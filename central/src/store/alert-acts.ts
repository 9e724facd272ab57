import type { Disposition } from '@archway/shared/alert'
import type { PlaceView } from '@archway/shared/api'
import type { DispositionView, LookOutcome, LookView, OpeningView } from '@archway/shared/api/verify'
import type { Uuid7 } from '@archway/shared/id'
import type { Jurisdiction, PlateText } from '@archway/shared/plate'
import type { Read } from '@archway/shared/read'
import type { Comparison } from '@archway/shared/verification'

/** What is done with an alert beside acknowledging it. */
export type AlertAct =
  | {
      readonly kind: 'look'
      readonly by: string
      readonly at: number
      readonly plate: PlateText
      readonly state: Jurisdiction | null
      readonly confirmsLive: boolean
      readonly found: Comparison
      /** Whether this person's look may verify although an earlier one disagreed. */
      readonly mayOverrule: boolean
    }
  | { readonly kind: 'open'; readonly by: string; readonly at: number; readonly reason: string }
  | {
      readonly kind: 'dispose'
      readonly by: string
      readonly at: number
      readonly disposition: Disposition
      readonly note: string
    }
  | { readonly kind: 'escalate'; readonly at: number }
  /** It stands on a screen; the first time counts. */
  | { readonly kind: 'show'; readonly at: number; readonly committedAt: number | null }

/**
 * What came of it: done, how a look ended, or why nothing changed. `done-already`: it was so before.
 */
export type ActOutcome =
  | 'done'
  | LookOutcome
  | 'done-already'
  | 'not-acknowledged'
  | 'settled'
  | 'looked-already'
  | 'opened-before'
  | 'verify-first'

/** What persons and the clock have made of an alert so far. */
export interface AlertHistory {
  readonly looks: readonly LookView[]
  readonly openings: readonly OpeningView[]
  readonly dispositions: readonly DispositionView[]
  readonly escalatedAt: number | null
  readonly committedAt: number | null
  readonly shownAt: number | null
  readonly repeats: {
    readonly count: number
    readonly last: {
      readonly read: Read
      readonly place: PlaceView | null
      readonly storedImages: readonly Uuid7[]
    }
  } | null
}

export const UNTOUCHED: AlertHistory = {
  looks: [],
  openings: [],
  dispositions: [],
  escalatedAt: null,
  committedAt: null,
  shownAt: null,
  repeats: null,
}

/** Two reads of one entry are one alert when they are no farther apart than this. */
export interface Dwell {
  readonly ms: number
  readonly metres: number
}
