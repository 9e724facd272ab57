import type { Candidate } from '@archway/shared/read'
import type { Sight } from './sight.ts'

/**
 * The fused distribution over strings: named candidates, most probable first, and `tail`, the mass on all
 * strings that are not named. They sum to 1.
 */
export interface Posterior {
  readonly candidates: readonly Candidate[]
  readonly tail: number
}

/** Chance that a sight is of no use: half hidden, smeared, cut off. It caps how far one sight can veto. */
const BROKEN = 0.02
/** What a broken sight says of any one string. With BROKEN it caps one sight's say at 18 nats. */
const BROKEN_SAYS = 1e-6
/** Correlation of two sights of one camera on one passing: n of them count as n / (1 + (n − 1) ρ), below 1.7. */
const WITHIN_CAMERA = 0.6
/**
 * The same between two cameras. Glare and blur are each camera's own; dirt, a frame, bent metal, and above all what the
 * reader takes for what, are shared. Fitted on drawn plates photographed twice, and kept below that of one camera.
 */
const BETWEEN_CAMERAS = 0.5
/**
 * What strings that no sight names have of one sight's leftovers, they seldom have of another's: of the most that they
 * could have of both, so much is counted. Fitted on drawn plates photographed twice (`reader.fit_fusion`).
 */
const SHARED_LEFTOVERS = 0.01
const LEAST_LEFT = 1e-12
/** The least weight of an illegible sight, as a share of the clearest one's. */
const LEAST_WEIGHT = 0.02
const MAX_STRINGS = 48
const MAX_CANDIDATES = 10

/**
 * Fuses looks at one plate: score(s) = Σ wᵢ · ln((1 − ε)·P(s | lookᵢ) + ε·floor). Formula, bound of the tail
 * and reasons: docs/fusion.md.
 *
 * @param cameras sights by camera, in any order
 */
export function posteriorOf(cameras: readonly (readonly Sight[])[]): Posterior {
  const weighed = weigh(cameras)
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
  const strings = unionOf(weighed.map(({ sight }) => sight))
  if (strings.length === 0) return { candidates: [], tail: 1 }

  const scores = strings.map((text) => {
    let score = 0
    for (const { sight, weight } of weighed) score += weight * Math.log(robust(sight.probabilityOf(text)))
    return score
  })
  const tailScore = scoreOfTail(weighed, strings, total)

  const highest = Math.max(tailScore, ...scores)
  const masses = scores.map((score) => Math.exp(score - highest))
  const tailMass = Math.exp(tailScore - highest)
  const all = masses.reduce((sum, mass) => sum + mass, tailMass)
  const candidates = strings
    .map((text, index) => ({ text, probability: (masses[index] ?? 0) / all }))
    .sort((a, b) => b.probability - a.probability || (a.text < b.text ? -1 : 1))
    .slice(0, MAX_CANDIDATES)
  const named = candidates.reduce((sum, candidate) => sum + candidate.probability, 0)
  return { candidates, tail: Math.max(0, 1 - named) }
}

interface Weighed {
  readonly sight: Sight
  readonly weight: number
}

/**
 * Weighs the sights of each camera among themselves, and the cameras, by the clearest sight of each, among
 * themselves. One look alone weighs exactly 1, so its own distribution comes out as it went in.
 */
function weigh(cameras: readonly (readonly Sight[])[]): Weighed[] {
  const seen = cameras.map((sights) => sights.filter((sight) => sight.hypotheses.length > 0))
  const used = seen.filter((sights) => sights.length > 0)
  const clearest = used.map((sights) => Math.max(...sights.map(clarityOf)))
  const ofCamera = weightsOf(clearest, BETWEEN_CAMERAS)
  return used.flatMap((sights, camera) => {
    const among = weightsOf(sights.map(clarityOf), WITHIN_CAMERA)
    return sights.map((sight, index) => ({ sight, weight: (ofCamera[camera] ?? 0) * (among[index] ?? 0) }))
  })
}

/**
 * What witnesses count that are correlated: their effective number (Kish's, less the design effect of a cluster), shared
 * in proportion to their clarity. So an illegible one neither speaks nor dilutes: beside it, a clear one weighs 1.
 */
function weightsOf(clarities: readonly number[], correlation: number): number[] {
  const least = LEAST_WEIGHT * Math.max(...clarities)
  const says = clarities.map((clarity) => Math.max(clarity, least))
  const sum = says.reduce((a, b) => a + b, 0)
  const number = sum ** 2 / says.reduce((a, b) => a + b * b, 0)
  const effective = number / (1 + (number - 1) * correlation)
  return says.map((each) => (effective * each) / sum)
}

/**
 * How much a sight is to be believed beside others: what it claims, and the pixels that it had for it. Where two sights of one plate contradict each
 * other, the one that saw less detail is likelier wrong than its claim says: what both would take for something else, they agree on.
 */
const clarityOf = ({ legibility, detail }: Sight) => legibility * detail

/** The strings that any sight thinks likely, best first, so that a long passing stays cheap. */
function unionOf(sights: readonly Sight[]): string[] {
  const most = new Map<string, number>()
  for (const sight of sights) {
    for (const { text, logProbability } of sight.hypotheses) {
      most.set(text, Math.max(most.get(text) ?? -Infinity, logProbability))
    }
  }
  return [...most]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_STRINGS)
    .map(([text]) => text)
}

const robust = (probability: number) => (1 - BROKEN) * probability + BROKEN * BROKEN_SAYS

/**
 * The score that all unnamed strings reach together. By Hölder, Σ Πpᵢ^wᵢ ≤ Π rᵢ^(wᵢ/W) · (Π mᵢ^(wᵢ/W))^(W−1), where
 * rᵢ is the mass that sight i leaves unnamed (the reader's floor of error at least), mᵢ the most that it gives to one
 * unnamed string, and W = Σ wᵢ ≥ 1. The bound would be reached if all sights left the same strings unnamed in the same shares.
 */
function scoreOfTail(weighed: readonly Weighed[], strings: readonly string[], total: number): number {
  let mass = 0
  let most = 0
  for (const { sight, weight } of weighed) {
    const named = strings.reduce((sum, text) => sum + sight.probabilityOf(text), 0)
    const left = Math.max(0, 1 - named)
    const least = Math.exp(sight.hypotheses.at(-1)?.logProbability ?? 0)
    mass += (weight / total) * Math.log(Math.max(LEAST_LEFT, left))
    most += (weight / total) * Math.log(SHARED_LEFTOVERS * Math.max(LEAST_LEFT, Math.min(left, least)))
  }
  return mass + most * Math.max(0, total - 1)
}

/**
 * How alike two distributions over strings are: the cosine between them, 1 for the same, near 0 when no
 * string is likely under both. "ABC123" and "A8C123" agree exactly as far as the sights doubt B and 8, which
 * string equality or an edit distance could not say.
 *
 * @param say probability of a text under the other distribution
 * @param texts what the other distribution thinks likely
 */
export function agreement(
  one: readonly Candidate[],
  other: { readonly texts: readonly string[]; readonly say: (text: string) => number },
): number {
  const said = new Map(one.map(({ text, probability }) => [text, probability]))
  let product = 0
  let mine = 0
  let theirs = 0
  for (const text of new Set([...said.keys(), ...other.texts])) {
    const a = said.get(text) ?? 0
    const b = other.say(text)
    product += a * b
    mine += a * a
    theirs += b * b
  }
  return mine === 0 || theirs === 0 ? 0 : product / Math.sqrt(mine * theirs)
}
