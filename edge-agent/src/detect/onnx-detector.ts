import type { Models } from '../models/models.ts'
import { isPlateShaped } from '../photograph/quad.ts'
import type { Detection, Detector, Picture } from './detector.ts'
import { distinct } from './distinct.ts'
import { letterbox } from './letterbox.ts'
import { peaksOf } from './peaks.ts'
import { refine } from './refine.ts'

/** More plates than a camera ever has before it; it bounds the time that a confused detector can cost. */
const MOST_PLATES = 24

/**
 * Finds plates in three steps, each of which can veto: peaks of the detector graph, tight corners and a second
 * opinion by the corner graph, and the geometry that any plate has.
 */
export function onnxDetector(models: Pick<Models, 'detector' | 'corners' | 'manifest'>): Detector {
  return {
    async detect(picture: Picture): Promise<Detection[]> {
      const seen = await letterbox(picture)
      const output = await models.detector.run(seen.rgb, [1, seen.height, seen.width, 3])
      const peaks = peaksOf(output, models.manifest.detector.scoreThreshold, seen.scale)
      const plausible = peaks.filter((peak) => isPlateShaped(peak.corners))
      const tight = await refine(picture, distinct(plausible).slice(0, MOST_PLATES), models)
      return distinct(tight)
    },
  }
}
