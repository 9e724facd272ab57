import type { Detection, Picture } from '../detect/detector.ts'

/**
 * What the reader says about one rectified plate: for each of `columns` places across it, log-probabilities
 * of blank (class 0) and of the characters of ALPHABET (classes 1–36). It is a distribution over *strings of
 * every length*: the probability of any string is the sum over the ways to spell it, which `lattice.ts`
 * computes exactly. Row-major, `columns × 37`, natural logarithm, calibrated by the manifest's temperature.
 */
export interface Lattice {
  readonly columns: number
  readonly logProbabilities: Float32Array
  /** The same of further cuts of the plate, where the first left doubt. What the lattice says is the mean of all. */
  readonly recuts?: readonly Float32Array[]
  /** Chance that the plate says something that no cut shows, 0–1: no string has more than the rest. 0 where it is absent. */
  readonly errorFloor?: number
}

/** One OCR of one Detection. */
export interface Glimpse {
  readonly detection: Detection
  readonly lattice: Lattice
}

/** Reads plates that a Detector found. Throws `ModelError` when it cannot run, as the Detector does. */
export interface Reader {
  /** Version of the model set, which stands on every Read. */
  readonly model: string
  /** One Glimpse a Detection, in the same order. */
  read(picture: Picture, detections: readonly Detection[]): Promise<Glimpse[]>
}
