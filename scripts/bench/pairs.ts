import { type Chance, chanceOf } from './passing-reads.ts'
import { percentile } from './table.ts'

const RESAMPLES = 2000

/** What one run took, in milliseconds: of the clock, and of all the process's threads together. */
interface Taken {
  readonly wall: number
  readonly cpu: number
}

interface Pair {
  readonly plain: Taken
  readonly more: Taken
}

/** Pairs by which of the two went first: whoever is second finds what the other one warmed. */
export interface Pairs {
  readonly plainFirst: readonly Pair[]
  readonly moreFirst: readonly Pair[]
}

/**
 * Runs two ways of doing the same thing in turn, again and again, so that whatever else the machine does falls on both.
 * @param warmUp so many pairs that do not count
 */
export async function runPairs<Q>(
  ask: () => Q,
  plain: (question: Q) => Promise<unknown>,
  more: (question: Q) => Promise<unknown>,
  { pairs, warmUp }: { readonly pairs: number; readonly warmUp: number },
): Promise<Pairs> {
  const plainFirst: Pair[] = []
  const moreFirst: Pair[] = []
  for (let n = -warmUp; n < pairs; n += 1) {
    const question = ask()
    if (n % 2 === 0) {
      const first = await taken(() => plain(question))
      const second = await taken(() => more(question))
      if (n >= 0) plainFirst.push({ plain: first, more: second })
    } else {
      const first = await taken(() => more(question))
      const second = await taken(() => plain(question))
      if (n >= 0) moreFirst.push({ plain: second, more: first })
    }
  }
  return { plainFirst, moreFirst }
}

async function taken(run: () => Promise<unknown>): Promise<Taken> {
  const cpu = process.cpuUsage()
  const from = performance.now()
  await run()
  const wall = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: (user + system) / 1000 }
}

/**
 * What the second way costs more, by the median of the pairs of either order: the mean of both orders, in which what one
 * warms for the other cancels.
 * @returns milliseconds, and the share with the middle 95 % of bootstrap resamples
 */
export function costOf(
  { plainFirst, moreFirst }: Pairs,
  of: keyof Taken,
): {
  readonly plain: number
  readonly cost: number
  readonly share: number
  readonly within: [number, number]
} {
  const figures = (first: readonly Pair[], second: readonly Pair[]) => {
    const middle = (value: (pair: Pair) => number) =>
      (percentile(first.map(value), 0.5) + percentile(second.map(value), 0.5)) / 2
    const plain = middle((pair) => pair.plain[of])
    const cost = middle((pair) => pair.more[of] - pair.plain[of])
    return { plain, cost, share: cost / plain }
  }
  const chance = chanceOf(3)
  const shares = Array.from(
    { length: RESAMPLES },
    () => figures(resample(plainFirst, chance), resample(moreFirst, chance)).share,
  )
  return {
    ...figures(plainFirst, moreFirst),
    within: [percentile(shares, 0.025), percentile(shares, 0.975)],
  }
}

const resample = <T>(values: readonly T[], chance: Chance): T[] =>
  values.flatMap(() => values[Math.floor(chance() * values.length)] ?? [])
