/** A share with its 95 % interval (Wilson), each 0–1. */
export interface Share {
  readonly hits: number
  readonly of: number
  readonly share: number
  readonly low: number
  readonly high: number
}

const Z95 = 1.959964

export function wilson(hits: number, of: number): Share {
  if (of === 0) return { hits, of, share: 0, low: 0, high: 1 }
  const share = hits / of
  const spread = Z95 ** 2 / of
  const middle = (share + spread / 2) / (1 + spread)
  const half = (Z95 / (1 + spread)) * Math.sqrt((share * (1 - share)) / of + spread / of / 4)
  return { hits, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

export interface Claim {
  readonly probability: number
  readonly isTrue: boolean
}

export interface ReliabilityBin {
  readonly from: number
  readonly count: number
  readonly claimed: number
  readonly actual: number
}

/** Reliability by tenths of probability, and the expected calibration error: the mean gap between both. */
export function calibration(claims: readonly Claim[]): { ece: number; bins: ReliabilityBin[] } {
  const bins = Array.from({ length: 10 }, (_, tenth) => {
    const inside = claims.filter(({ probability }) => Math.min(9, Math.floor(probability * 10)) === tenth)
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    return {
      from: tenth / 10,
      count: inside.length,
      claimed: inside.length ? mean(inside.map(({ probability }) => probability)) : 0,
      actual: inside.length ? mean(inside.map(({ isTrue }) => Number(isTrue))) : 0,
    }
  })
  const gaps = bins.map(
    ({ count, claimed, actual }) => (count / Math.max(1, claims.length)) * Math.abs(claimed - actual),
  )
  return { ece: gaps.reduce((sum, gap) => sum + gap, 0), bins }
}

/** If only readings of at least this probability counted: how many would be left, and how many of them right. */
export function abstention(claims: readonly Claim[], thresholds: readonly number[]) {
  return thresholds.map((threshold) => {
    const kept = claims.filter(({ probability }) => probability >= threshold)
    const right = kept.filter(({ isTrue }) => isTrue).length
    return { threshold, kept: wilson(kept.length, claims.length), right: wilson(right, kept.length) }
  })
}

export interface CoveragePoint {
  /** Of all plates, the share that is kept: the surest ones. */
  readonly kept: number
  /** Of them, how many are right. */
  readonly right: Share
}

/** The surest `share` of the plates: how many of them are right. */
export function surest(claims: readonly Claim[], share: number): Share {
  const kept = [...claims]
    .sort((a, b) => b.probability - a.probability)
    .slice(0, Math.ceil(claims.length * share))
  return wilson(kept.filter(({ isTrue }) => isTrue).length, kept.length)
}

/** The abstention curve: how many are right among the surest fiftieth, two fiftieths, … of the plates. */
export const coverage = (claims: readonly Claim[]): CoveragePoint[] =>
  Array.from({ length: 50 }, (_, index) => (index + 1) / 50)
    .filter((kept) => kept * claims.length >= 5)
    .map((kept) => ({ kept, right: surest(claims, kept) }))
