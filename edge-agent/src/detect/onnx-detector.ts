import type { Models } from '../models/models.ts'
import { isPlateShaped } from '../photograph/quad.ts'
import type { Area, Detection, Detector, Picture } from './detector.ts'
import { distinct } from './distinct.ts'
import { fromTwiceAsFar, type Letterbox, letterbox } from './letterbox.ts'
import { peaksOf } from './peaks.ts'
import { refine } from './refine.ts'

type UsedModels = Pick<Models, 'detector' | 'corners' | 'manifest'>

/** More plates than a camera ever has before it; it bounds the time that a confused detector can cost. */
const MOST_PLATES = 24

/**
 * A plate that fills the picture is larger than any that the detector knows, and of a sticker or a letter on it the models
 * may be sure as of a plate. So at the least hint of something as wide as a large plate they look from four times as far, where
 * such a plate has the size of those that they know.
 */
const NEAR = { hint: 0.05, probability: 0.5, leastWidth: 0.35 } as const

/**
 * Where no plate is found of which the models are surer than not, they look from twice and from four times as far as well,
 * and take plates this wide, as a share of the picture's longer side; smaller ones were seen better before.
 */
const FARTHER = { unlessProbability: 0.5, leastWidth: 0.18 } as const

/** A plate may be so much wider, tightened, than the detector's guess: at half of its width it is another thing. */
const UNTIGHTENED = 0.6

/**
 * Finds plates in three steps, each of which can veto: peaks of the detector graph, tight corners and a second
 * opinion by the corner graph, and the geometry that any plate has.
 */
export function onnxDetector(models: UsedModels): Detector {
  return {
    async detect(picture: Picture, area?: Area): Promise<Detection[]> {
      const { scoreThreshold } = models.manifest.detector
      const side = Math.max(picture.width, picture.height)
      const isLarge = (each: Detection) => spanOf(each) >= FARTHER.leastWidth * side
      const isNear = (each: Detection) =>
        each.probability >= NEAR.probability && spanOf(each) >= NEAR.leastWidth * side

      const seen = await letterbox(picture, area)
      const peaks = await peaksIn(seen, Math.min(NEAR.hint, scoreThreshold), models)
      const plausible = peaks.filter(({ probability }) => probability >= scoreThreshold)
      let found = distinct(await tightened(picture, plausible, models))

      /** What is much narrower than a large plate is not even tightened. */
      const largeIn = async (farther: Letterbox) => {
        const wide = (await peaksIn(farther, scoreThreshold, models)).filter(
          (peak) => spanOf(peak) >= UNTIGHTENED * FARTHER.leastWidth * side,
        )
        return (await tightened(picture, wide, models)).filter(isLarge)
      }
      const half = () => fromTwiceAsFar(seen)
      const quarter = () => fromTwiceAsFar(half())
      const afar = peaks.some(isLarge) ? await largeIn(quarter()) : null
      if (afar) found = distinct([...found, ...afar.filter(isNear)])
      if (!isAnySure(found)) found = distinct([...found, ...(await largeIn(half()))])
      if (!isAnySure(found)) {
        found = distinct([...found, ...(afar ?? (await largeIn(quarter())))])
      }
      return found
    },
  }
}

async function peaksIn(seen: Letterbox, threshold: number, { detector }: UsedModels): Promise<Detection[]> {
  const output = await detector.run(seen.rgb, [1, seen.height, seen.width, 3])
  return peaksOf(output, threshold, seen).filter((peak) => isPlateShaped(peak.corners))
}

const tightened = (picture: Picture, peaks: readonly Detection[], models: UsedModels) =>
  refine(picture, distinct(peaks).slice(0, MOST_PLATES), models)

const isAnySure = (found: readonly Detection[]) =>
  found.some(({ probability }) => probability >= FARTHER.unlessProbability)

/** From its leftmost to its rightmost corner. */
function spanOf({ corners }: Detection): number {
  const xs = corners.map(([x]) => x)
  return Math.max(...xs) - Math.min(...xs)
}
