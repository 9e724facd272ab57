/** A share as counted, and between which shares the true one lies with 95 % confidence. */
export interface Interval {
  readonly count: number
  readonly of: number
  readonly share: number
  readonly low: number
  readonly high: number
}

/** The 97.5 % point of the normal distribution. */
const Z = 1.959964

/**
 * Wilson's score interval, which is sound for few cases and for shares near 0 and 1.
 * @param count at most `of`
 * @returns null where there is no case: no share is known then, not even roughly
 */
export function wilson(count: number, of: number): Interval | null {
  if (of === 0) return null
  const share = count / of
  const denominator = 1 + Z ** 2 / of
  const middle = (share + Z ** 2 / (2 * of)) / denominator
  const half = (Z / denominator) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))
  return { count, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
