/** What fusion needs to know of the unit and its site. Times in milliseconds, lengths in plate widths. */
export interface FuseSettings {
  /** How many angles the unit's cameras cover. */
  readonly angles: 1 | 2
  readonly closing: {
    /** A Read closes at once when its text is at least this probable. */
    readonly probability: number
    /** With every angle there, the time from the last one's first sight to closing: the next looks are often better. */
    readonly settleMs: number
    /** How long a sure Read waits for the other angle. A hit is never later than this for want of it. */
    readonly waitMs: number
    /** Without a sight for so long, by the camera's own frames, the plate is gone. */
    readonly lostMs: number
    /** A readable plate that stays in view closes after this, however unsure. */
    readonly longestMs: number
    /** A passing whose text never became this probable is no Read; its looks count as unreadable. */
    readonly leastProbability: number
  }
  readonly pairing: {
    /** The longest time between two sights of one passing: of the two cameras, or around an obstacle. */
    readonly windowMs: number
    /** How alike two distributions over strings must be to be one plate (see `agreement`), 0–1. */
    readonly agreement: number
  }
  readonly dwell: {
    /** So long after its last sight a closed passing still takes in further sights of its plate. */
    readonly absorbMs: number
    /** The same for a vehicle that stood still. */
    readonly parkedMs: number
  }
}

/**
 * A text less probable than this is no Read. On validation photographs no plate that is read right is below it, and two
 * thirds of what is read where no plate is labelled are (docs/recognition.md).
 */
export const LEAST_PROBABILITY = 0.15

export const FUSE_DEFAULTS: FuseSettings = {
  angles: 2,
  closing: {
    probability: 0.9,
    settleMs: 200,
    waitMs: 800,
    lostMs: 700,
    longestMs: 4000,
    leastProbability: LEAST_PROBABILITY,
  },
  pairing: { windowMs: 2000, agreement: 0.02 },
  dwell: { absorbMs: 8000, parkedMs: 300_000 },
}
