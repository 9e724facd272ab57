export interface BackoffSettings {
  readonly firstMs: number
  readonly longestMs: number
}

/**
 * How long to wait before the next attempt: doubling with each failure up to a limit, and between half and
 * all of that at random, so that a fleet that lost its broker does not come back in one moment.
 *
 * @param failures since the last success, from 1
 * @param random 0 ≤ random < 1
 */
export function backoffMs(failures: number, random: number, { firstMs, longestMs }: BackoffSettings): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30))
  return Math.round(full * (0.5 + random / 2))
}
