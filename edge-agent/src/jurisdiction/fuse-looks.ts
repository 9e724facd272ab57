import type { JurisdictionLook } from './jurisdictions.ts'

/** One look, null where nobody was asked, and how legible the plate was in it, 0–1. */
interface Looked {
  readonly jurisdiction: JurisdictionLook | null
  readonly legibility: number
}

/** Chance that a look says nothing of the plate: a hand, a frame or dirt over the name. It caps what one vetoes. */
const BROKEN = 0.02
/**
 * What two cameras' errors share: a name that a dealer's frame hides is hidden from both, and an unknown design misleads
 * both. Fitted on drawn plates photographed twice (`jurisdiction.fit_fusion`, docs/fusion.md).
 */
const BETWEEN_CAMERAS = 0.7
/** The least weight of a look at an illegible serial: the plate's colours and name may show all the same. */
const LEAST_WEIGHT = 0.1

/**
 * Probabilities of the jurisdictions by the looks alone, serial formats not yet considered: within a camera the
 * weighed mean of log-probabilities, because its looks share whatever misleads them and ten of them are one
 * opinion; between cameras their product, tempered. Sums to 1.
 *
 * @param cameras looks by camera
 * @returns null when there is no look at all
 */
export function fuseLooks(cameras: readonly (readonly Looked[])[]): Float64Array | null {
  const used = cameras.map((looks) => looks.flatMap(weighed)).filter((looks) => looks.length > 0)
  const classes = used[0]?.[0]?.look.length
  if (classes === undefined) return null
  const temper = 1 / (1 + (used.length - 1) * BETWEEN_CAMERAS)
  const scores = new Float64Array(classes)
  for (const looks of used) {
    const all = looks.reduce((sum, { weight }) => sum + weight, 0)
    for (const { look, weight } of looks) {
      for (const [index, value] of look.entries()) {
        const robust = (1 - BROKEN) * Math.exp(value) + BROKEN / classes
        scores[index] = (scores[index] ?? 0) + temper * (weight / all) * Math.log(robust)
      }
    }
  }
  const highest = Math.max(...scores)
  const masses = scores.map((score) => Math.exp(score - highest))
  const sum = masses.reduce((a, b) => a + b, 0)
  return masses.map((mass) => mass / sum)
}

const weighed = ({ jurisdiction: look, legibility }: Looked) =>
  look ? [{ look, weight: Math.max(legibility, LEAST_WEIGHT) }] : []
