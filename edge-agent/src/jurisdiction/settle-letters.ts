import type { Candidate } from '@archway/shared/read'
import { type Formats, patternOf, shareOf } from './formats.ts'
import type { Jurisdictions } from './jurisdictions.ts'
import { massOf, shapesOf } from './shapes.ts'

/**
 * However rare a serial is, it keeps at least this against the commonest one of the same shape: about one plate
 * in twenty is personalised, governmental or of another kind that no table of formats holds. It is not the
 * manifest's floor and weight: a state has a name and a design to be told by, these letters have nothing else.
 */
const FLOOR = 0.05
/** Share of one pattern among such plates: what makes two serials alike that are both next to unknown. */
const ODD_SHARE = 0.01

/**
 * Decides by serial formats, as a soft prior, which of O and 0, I and 1 a plate shows: they have one shape on
 * many dies. Mass moves only between strings that are the same when folded; what each shape holds, and the sum
 * of all, stays. Formula and reasons: docs/fusion.md.
 *
 * @param candidates of one posterior, summing to at most 1
 * @param looks probabilities of the jurisdictions by the looks alone; null where none is believed
 * @param jurisdictions null where the models tell none: nothing changes
 * @returns most probable first
 */
export function settleLetters(
  candidates: readonly Candidate[],
  looks: Float64Array | null,
  jurisdictions: Jurisdictions | null,
): readonly Candidate[] {
  if (!jurisdictions?.formats) return candidates
  const { formats, classes } = jurisdictions
  const settled = shapesOf(candidates).flatMap((alike) => {
    const shares = alike.map(({ text }) => expectedShare(formats, patternOf(text), looks, classes))
    if (alike.length === 1) return alike
    const most = Math.max(...shares)
    const weights = shares.map((share) => (1 - FLOOR) * (share / most) + FLOOR)
    const weighed = alike.map(({ probability }, index) => probability * (weights[index] ?? 0))
    const all = weighed.reduce((sum, mass) => sum + mass, 0)
    if (all === 0) return alike
    const mass = massOf(alike)
    return alike.map(({ text }, index) => ({ text, probability: (mass * (weighed[index] ?? 0)) / all }))
  })
  return settled.sort((a, b) => b.probability - a.probability || (a.text < b.text ? -1 : 1))
}

/** Of ordinary plates Σ P(jurisdiction) · share there, or the mean of all where none is believed; and of odd ones. */
function expectedShare(
  formats: Formats,
  pattern: string,
  looks: Float64Array | null,
  classes: readonly string[],
): number {
  const ordinary = looks
    ? classes.reduce((sum, code, index) => sum + (looks[index] ?? 0) * shareOf(formats, pattern, code), 0)
    : shareOf(formats, pattern, null)
  return (1 - FLOOR) * ordinary + FLOOR * ODD_SHARE
}
