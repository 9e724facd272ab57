import { type Detection, ModelError, type Picture } from '../detect/detector.ts'
import { type JurisdictionModel, STATE_CROP } from '../models/models.ts'
import { sidesOf } from '../photograph/quad.ts'
import { rectifyColour } from '../photograph/rectify.ts'
import type { JurisdictionLook, JurisdictionReader } from './jurisdictions.ts'

/**
 * Plates narrower than this, in pixels of the picture, are not asked about: a state's name stands less than
 * four pixels high on them, and the graph was not trained on any so small.
 */
export const LEAST_WIDTH = 60

/** Asks the jurisdiction graph, all plates of a picture that are large enough in one run. */
export function onnxJurisdictionReader({ graph, entry }: JurisdictionModel): JurisdictionReader {
  const margin = { x: entry.marginX, y: entry.marginY }
  const { height, width } = STATE_CROP
  const bytes = width * height * 3
  const classes = entry.classes.length
  return {
    async tell(picture: Picture, detections: readonly Detection[]) {
      const asked = detections.filter(({ corners }) => sidesOf(corners).width >= LEAST_WIDTH)
      if (asked.length === 0) return detections.map(() => null)
      const stacked = new Uint8Array(asked.length * bytes)
      for (const [index, { corners }] of asked.entries()) {
        const crop = rectifyColour(picture, corners, STATE_CROP, margin)
        if (!crop) throw new ModelError('a detection has corners that no plate can have', DETECTOR_BROKEN)
        stacked.set(crop, index * bytes)
      }
      const { logits } = await graph.run(stacked, [asked.length, height, width, 3])
      if (logits.data.length !== asked.length * classes) {
        throw new ModelError(
          `the jurisdiction model gave [${logits.dims.join(',')}], not [${asked.length},${classes}]`,
          'Install models and program of the same release.',
        )
      }
      const looks = new Map(
        asked.map((detection, index) => [
          detection,
          logSoftmax(logits.data.subarray(index * classes, (index + 1) * classes), entry.temperature),
        ]),
      )
      return detections.map((detection) => looks.get(detection) ?? null)
    },
  }
}

const DETECTOR_BROKEN = 'Report it with the photograph that caused it; other photographs are not affected.'

function logSoftmax(logits: Float32Array, temperature: number): JurisdictionLook {
  const scaled = logits.map((logit) => logit / temperature)
  const most = Math.max(...scaled)
  const sum = scaled.reduce((total, value) => total + Math.exp(value - most), 0)
  return scaled.map((value) => value - most - Math.log(sum))
}
