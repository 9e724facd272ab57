import type { Jurisdiction } from '@archway/shared/plate'
import type { Detection, Picture } from '../detect/detector.ts'
import type { Formats } from './formats.ts'

/** The last class of the graph: a plate of any other jurisdiction, or none that it knows. */
export const ANY_OTHER = 'xx'

/** What the models say of jurisdictions as such: the classes, their serials, and how sure is sure enough. */
export interface Jurisdictions {
  /** In the order of the graph's output; ANY_OTHER is the last one. */
  readonly classes: readonly Jurisdiction[]
  /** Below this posterior a Read has no jurisdiction: abstain rather than guess. */
  readonly least: number
  /** How much the formats weigh against the plate's look, 0–1. */
  readonly formatWeight: number
  /** Share of the plates on a road that follow no format of their state, above 0. */
  readonly formatFloor: number
  /** Null where the models came without them: then the look alone decides. */
  readonly formats: Formats | null
}

/** What one look says: log-probabilities of `Jurisdictions.classes`, natural logarithm, calibrated. */
export type JurisdictionLook = Float32Array

/** Tells jurisdictions by a plate's name, colours and design. Throws `ModelError` when it cannot run. */
export interface JurisdictionReader {
  /** One look a Detection, in the same order; null for a plate that is too small to be asked about. */
  tell(picture: Picture, detections: readonly Detection[]): Promise<(JurisdictionLook | null)[]>
}
