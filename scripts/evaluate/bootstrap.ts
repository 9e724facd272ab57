import { mulberry } from './random.ts'

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
