import type { Candidate, Read } from '@archway/shared/read'
import { type Formats, patternOf, shareOf } from './formats.ts'
import { ANY_OTHER, type Jurisdictions } from './jurisdictions.ts'
import { massOf, shapesOf } from './shapes.ts'

/**
 * The jurisdiction by a plate's looks, with its serial as a soft prior: a serial that is common in one state
 * makes this state likelier, and one that is found nowhere changes nothing. Formula: docs/fusion.md.
 *
 * @param candidates of one posterior, summing to at most 1
 * @param looks probabilities of `jurisdictions.classes` by the looks alone
 * @returns null when it is unsure, or any other than those that are known
 */
export function tellJurisdiction(
  candidates: readonly Candidate[],
  looks: Float64Array,
  { classes, least, formats, formatFloor, formatWeight }: Jurisdictions,
): Read['jurisdiction'] {
  const ratios = formats && ratiosOf(candidates, classes, formats, formatFloor)
  const masses = looks.map((probability, index) => probability * (ratios?.[index] ?? 1) ** formatWeight)
  const best = masses.indexOf(Math.max(...masses))
  const probability = (masses[best] ?? 0) / masses.reduce((sum, mass) => sum + mass, 0)
  const code = classes[best]
  if (code === undefined || code === ANY_OTHER || probability < least) return null
  return { code, probability: Math.min(1, probability) }
}

/**
 * P(serial | jurisdiction) / P(serial), by class: the mean over the shapes that the plate may have. What no
 * candidate names, and a serial that no jurisdiction has, count as 1.
 */
function ratiosOf(
  candidates: readonly Candidate[],
  classes: readonly string[],
  formats: Formats,
  floor: number,
): number[] {
  const shapes = shapesOf(candidates)
    .filter((alike) => massOf(alike) > 0)
    .map((alike) => ({ alike, overall: meanShare(alike, formats, null) }))
  const unnamed = Math.max(0, 1 - massOf(candidates))
  return classes.map((code) =>
    shapes.reduce((sum, { alike, overall }) => {
      if (overall === 0) return sum + massOf(alike)
      return sum + massOf(alike) * ((1 - floor) * (meanShare(alike, formats, code) / overall) + floor)
    }, unnamed),
  )
}

/** Of strings of one shape, weighed by their probabilities. */
const meanShare = (alike: readonly Candidate[], formats: Formats, code: string | null) =>
  alike.reduce(
    (sum, { text, probability }) => sum + probability * shareOf(formats, patternOf(text), code),
    0,
  ) / massOf(alike)
