import type { Detection, Picture } from '../detect/detector.ts'
import type { JurisdictionLook } from '../jurisdiction/jurisdictions.ts'

/**
 * What the reader says about one rectified plate: for each of `columns` places across it, log-probabilities
 * of blank (class 0) and of the characters of ALPHABET (classes 1–36). It is a distribution over *strings of
 * every length*: the probability of any string is the sum over the ways to spell it, which `lattice.ts`
 * computes exactly. Row-major, `columns × 37`, natural logarithm, calibrated by the manifest's temperature.
 */
export interface Lattice {
  readonly columns: number
  readonly logProbabilities: Float32Array
  /**
   * What other readers say of the plate, and all of them of further cuts of it, where the first cut left doubt.
   * What the lattice says is the mean of all.
   */
  readonly others?: readonly Float32Array[]
  /** Chance that the plate says something that none of them shows, 0–1: no string has more than the rest. 0 where it is absent. */
  readonly errorFloor?: number
}

/** One OCR of one Detection. */
export interface Reading {
  readonly detection: Detection
  readonly lattice: Lattice
}

/** One look at one Detection: what it spells, and what its design says of the jurisdiction. */
export interface Glimpse extends Reading {
  /** Null: the models tell no jurisdiction, or the plate is too small for it. */
  readonly jurisdiction: JurisdictionLook | null
}

/** Reads plates that a Detector found. Throws `ModelError` when it cannot run, as the Detector does. */
export interface Reader {
  /** Version of the model set, which stands on every Read. */
  readonly model: string
  /** One Reading a Detection, in the same order. */
  read(picture: Picture, detections: readonly Detection[]): Promise<Reading[]>
}
