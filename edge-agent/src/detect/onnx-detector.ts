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
 * Where no plate is found of which the models are surer than not, they look again from twice and from four times
 * as far: a plate that fills the picture is larger than any that the detector knows. Only plates this wide, as a
 * share of the picture's longer side, are news from there; smaller ones were seen better before.
 */
const FARTHER = { looks: 2, unlessProbability: 0.5, leastWidth: 0.18 } as const

/**
 * Finds plates in three steps, each of which can veto: peaks of the detector graph, tight corners and a second
 * opinion by the corner graph, and the geometry that any plate has.
 */
export function onnxDetector(models: Pick<Models, 'detector' | 'corners' | 'manifest'>): Detector {
  return {
    async detect(picture: Picture, area?: Area): Promise<Detection[]> {
      let seen = await letterbox(picture, area)
      let found = distinct(await look(picture, seen, models))
      const leastWidth = FARTHER.leastWidth * Math.max(picture.width, picture.height)
      for (let looks = 0; looks < FARTHER.looks && !isAnySure(found); looks++) {
        seen = fromTwiceAsFar(seen)
        const large = (await look(picture, seen, models)).filter((each) => spanOf(each) >= leastWidth)
        found = distinct([...found, ...large])
      }
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
