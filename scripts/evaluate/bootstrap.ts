/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

const ROUNDS = 500

/**
 * The interval of a figure that is no plain share: how it scatters over samples drawn again, with replacement.
 * The same items give the same interval.
 */
export function bootstrap<T>(items: readonly T[], figure: (sample: readonly T[]) => number): Estimate {
  const value = figure(items)
  if (items.length === 0) return { value, low: value, high: value }
  const random = mulberry(items.length)
  const figures = Array.from({ length: ROUNDS }, () =>
    figure(items.map(() => items[Math.floor(random() * items.length)] as T)),
  ).sort((a, b) => a - b)
  const at = (share: number) => figures[Math.round(share * (ROUNDS - 1))] ?? value
  return { value, low: at(0.025), high: at(0.975) }
}

/** Even numbers in 0–1 by a 32-bit state: enough for drawing samples. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
