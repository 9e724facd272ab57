import type { Models } from '../models/models.ts'
import { isPlateShaped } from '../photograph/quad.ts'
import type { Area, Detection, Detector, Picture } from './detector.ts'
import { distinct } from './distinct.ts'
import { fromTwiceAsFar, type Letterbox, letterbox } from './letterbox.ts'
import { peaksOf } from './peaks.ts'
import { refine } from './refine.ts'

/** More plates than a camera ever has before it; it bounds the time that a confused detector can cost. */
const MOST_PLATES = 24

/**
 * A plate that fills the picture is larger than any that the detector knows, and of a sticker or a letter on it the models
 * may be sure as of a plate. So they look from four times as far every time, which costs a sixteenth, for plates this wide as a share of
 * the picture's longer side.
 */
const NEAR = { probability: 0.5, leastWidth: 0.35 } as const

/**
 * Where no plate is found of which the models are surer than not, they look from twice as far as well, and take plates
 * this wide; smaller ones were seen better before.
 */
const FARTHER = { unlessProbability: 0.5, leastWidth: 0.18 } as const

/**
 * Finds plates in three steps, each of which can veto: peaks of the detector graph, tight corners and a second
 * opinion by the corner graph, and the geometry that any plate has.
 */
export function onnxDetector(models: Pick<Models, 'detector' | 'corners' | 'manifest'>): Detector {
  return {
    async detect(picture: Picture, area?: Area): Promise<Detection[]> {
      const seen = await letterbox(picture, area)
      const half = fromTwiceAsFar(seen)
      const side = Math.max(picture.width, picture.height)
      const afar = await look(picture, fromTwiceAsFar(half), models)
      const near = afar.filter(
        (each) => each.probability >= NEAR.probability && spanOf(each) >= NEAR.leastWidth * side,
      )
      let found = distinct([...(await look(picture, seen, models)), ...near])
      const large = (each: Detection) => spanOf(each) >= FARTHER.leastWidth * side
      if (!isAnySure(found))
        found = distinct([...found, ...(await look(picture, half, models)).filter(large)])
      if (!isAnySure(found)) found = distinct([...found, ...afar.filter(large)])
      return found
    },
  }
}

async function look(
  picture: Picture,
  seen: Letterbox,
  models: Pick<Models, 'detector' | 'corners' | 'manifest'>,
): Promise<Detection[]> {
  const output = await models.detector.run(seen.rgb, [1, seen.height, seen.width, 3])
  const peaks = peaksOf(output, models.manifest.detector.scoreThreshold, seen)
  const plausible = peaks.filter((peak) => isPlateShaped(peak.corners))
  return refine(picture, distinct(plausible).slice(0, MOST_PLATES), models)
}

const isAnySure = (found: readonly Detection[]) =>
  found.some(({ probability }) => probability >= FARTHER.unlessProbability)

/** From its leftmost to its rightmost corner. */
function spanOf({ corners }: Detection): number {
  const xs = corners.map(([x]) => x)
  return Math.max(...xs) - Math.min(...xs)
}
