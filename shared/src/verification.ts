import { z } from 'zod'
import { foldPlate, type Jurisdiction, type PlateText } from './plate.ts'

/**
 * How a plate that a person typed compares with another. `same-folded`: O/0 or I/1 differ, and the list cannot tell
 * them apart, so it agrees. `letter-or-digit`: only they differ, and the list can; it does not agree.
 */
export const PlateAgreement = z.enum(['same', 'same-folded', 'letter-or-digit', 'differs'])
export type PlateAgreement = z.infer<typeof PlateAgreement>

/** `not-seen`: the person could not make out a state, which is no agreement. `not-listed`: nothing to compare with. */
export const StateAgreement = z.enum(['same', 'not-listed', 'not-seen', 'differs'])
export type StateAgreement = z.infer<typeof StateAgreement>

export const LiveAgreement = z.enum(['live', 'not-confirmed', 'withdrawn', 'expired'])
export type LiveAgreement = z.infer<typeof LiveAgreement>

/** What a blind look found: the person's plate against the entry's and the read's, the state, and the entry's life. */
export const Comparison = z.strictObject({
  plate: PlateAgreement,
  read: PlateAgreement,
  state: StateAgreement,
  live: LiveAgreement,
})
export type Comparison = z.infer<typeof Comparison>

/** What a person saw in the images, before the entry was shown to them. */
export interface Typed {
  readonly plate: PlateText
  /** Null: no state could be made out. */
  readonly state: Jurisdiction | null
  /** The person asked the source, by the plate that they saw, and it still is wanted. */
  readonly confirmsLive: boolean
}

export function compareLook(
  typed: Typed,
  entry: { readonly plate: PlateText; readonly folded: boolean; readonly jurisdiction: Jurisdiction | null },
  read: PlateText,
  standing: 'live' | 'withdrawn' | 'expired',
): Comparison {
  return {
    plate: comparePlates(typed.plate, entry.plate, entry.folded),
    read: comparePlates(typed.plate, read, false),
    state: compareStates(typed.state, entry.jurisdiction),
    live: standing === 'live' && !typed.confirmsLive ? 'not-confirmed' : standing,
  }
}

/** Whether plate and state are the entry's. Only an exact plate is; folding counts where the list itself folds. */
export const seesTheSame = ({ plate, state }: Pick<Comparison, 'plate' | 'state'>): boolean =>
  (plate === 'same' || plate === 'same-folded') && (state === 'same' || state === 'not-listed')

function comparePlates(typed: PlateText, other: PlateText, otherIsFolded: boolean): PlateAgreement {
  if (typed === other) return 'same'
  if (foldPlate(typed) !== foldPlate(other)) return 'differs'
  return otherIsFolded ? 'same-folded' : 'letter-or-digit'
}

function compareStates(typed: Jurisdiction | null, listed: Jurisdiction | null): StateAgreement {
  if (listed === null) return 'not-listed'
  if (typed === null) return 'not-seen'
  return typed === listed ? 'same' : 'differs'
}
