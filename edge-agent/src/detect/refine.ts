import type { Corners } from '@archway/shared/read'
import { CROP, type Models } from '../models/models.ts'
import { type Homography, project } from '../photograph/homography.ts'
import { isPlateShaped } from '../photograph/quad.ts'
import { rectify } from '../photograph/rectify.ts'
import type { Detection, Picture } from './detector.ts'

/** A second look from corners that already are tight finds them tighter; a third finds nothing more. */
const PASSES = 2

/**
 * Tightens detections by the corner graph and weighs each with its opinion whether this is a plate at all.
 * What it takes for something else, and corners that no plate could have, are dropped.
 */
export async function refine(
  picture: Picture,
  detections: readonly Detection[],
  { corners: graph, manifest }: Pick<Models, 'corners' | 'manifest'>,
): Promise<Detection[]> {
  const margin = { x: manifest.corners.marginX, y: manifest.corners.marginY }
  let current = detections.map((detection) => ({ ...detection, plate: 1 }))
  for (let pass = 0; pass < PASSES; pass++) {
    const crops = current.flatMap((detection) => {
      const crop = rectify(picture, detection.corners, CROP, margin)
      return crop ? [{ detection, ...crop }] : []
    })
    if (crops.length === 0) return []
    const stacked = new Uint8Array(crops.length * CROP.width * CROP.height)
    for (const [index, crop] of crops.entries()) stacked.set(crop.luma, index * CROP.width * CROP.height)
    const found = await graph.run(stacked, [crops.length, CROP.height, CROP.width, 1])
    current = crops.flatMap(({ detection, toPicture }, index) => {
      const corners = cornersAt(found.corners.data, index, toPicture)
      const plate = Math.min(1, Math.max(0, found.plate.data[index] ?? 0))
      const isPlate = plate >= manifest.corners.plateThreshold && isPlateShaped(corners)
      return isPlate ? [{ corners, probability: detection.probability, plate }] : []
    })
  }
  const { plateOdds } = manifest.corners
  return current.map(({ corners, probability, plate }) => ({
    corners,
    probability: plateOdds ? together(probability, plate, plateOdds) : probability * plate,
  }))
}

type PlateOdds = NonNullable<Models['manifest']['corners']['plateOdds']>

/** P(this is a plate), from what the detector and the refiner say of it. */
function together(detector: number, refiner: number, odds: PlateOdds): number {
  const logOdds = odds.detector * logit(detector) + odds.refiner * logit(refiner) + odds.bias
  return 1 / (1 + Math.exp(-logOdds))
}

/** Bounded: no score of a network is worth more than a thousand to one. */
const logit = (score: number) => {
  const p = Math.min(0.999, Math.max(0.001, score))
  return Math.log(p / (1 - p))
}

/** Corners of the crop `index` of [N,8], in pixels of the picture. */
function cornersAt(data: Float32Array, index: number, toPicture: Homography): Corners {
  const at = (corner: number) =>
    project(toPicture, data[index * 8 + corner * 2] ?? 0, data[index * 8 + corner * 2 + 1] ?? 0)
  return [at(0), at(1), at(2), at(3)]
}
