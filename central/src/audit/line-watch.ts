import type { Finding } from './finding.ts'

const NAMED = 10

/**
 * Watches the numbers of the lines as they come: each must be one more than the one before.
 * @param covered findings about lines up to this number belong to a known break
 */
export function lineWatch(covered: number) {
  const changed: number[] = []
  const late: number[] = []
  const gaps: { from: number; to: number }[] = []
  let highest = 0
  return {
    highest: () => highest,
    /** @param position from 1 @param givesLeaf whether the line gives the leaf hash that was kept with it */
    see(n: number | null, position: number, givesLeaf: boolean): void {
      const number = n ?? position
      if (!givesLeaf || n === null) changed.push(number)
      if (number > highest + 1) gaps.push({ from: highest + 1, to: number - 1 })
      if (number <= highest) late.push(number)
      highest = Math.max(highest, number)
    },
    /** @param everHeld the highest number that the log is known to have held */
    findings(everHeld: number): Finding[] {
      const news = (lines: readonly number[]) => lines.filter((line) => line > covered)
      const missing = gaps
        .filter(({ to }) => to > covered)
        .map(({ from, to }) => ({ from, to, count: to - from + 1 - countWithin(late, from, to) }))
        .filter(({ count }) => count > 0)
      return [
        ...named('changed', news(changed), 'does not give the leaf hash that was kept with it'),
        ...named('reordered', news(late), 'does not stand in its place'),
        ...missing.map(({ from, to, count }): Finding => {
          const where = from === to ? `line ${from}` : `${count} of lines ${from} to ${to}`
          return { kind: 'missing', text: `${where} is not there` }
        }),
        ...(everHeld > Math.max(highest, covered)
          ? [
              {
                kind: 'truncated',
                text: `the log ends with line ${highest}, but it had ${everHeld}: its end was cut off`,
              } as const,
            ]
          : []),
      ]
    },
  }
}

function named(kind: Finding['kind'], lines: readonly number[], what: string): Finding[] {
  const found = lines.slice(0, NAMED).map((line): Finding => ({ kind, text: `line ${line} ${what}` }))
  const more = lines.length - found.length
  return more > 0 ? [...found, { kind, text: `${more} more lines: the same` }] : found
}

const countWithin = (numbers: readonly number[], from: number, to: number): number =>
  new Set(numbers.filter((number) => number >= from && number <= to)).size
