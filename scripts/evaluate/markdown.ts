import type { Estimate } from './bootstrap.ts'
import type { Share } from './statistics.ts'

const percent = (share: number) => (share * 100).toFixed(1)

/** A share with its 95 % interval and counts, as a table's cell. */
export const cell = ({ hits, of, share, low, high }: Share) =>
  of === 0 ? '–' : `${percent(share)} % (${percent(low)}–${percent(high)}; ${hits}/${of})`

export const estimated = ({ value, low, high }: Estimate, digits: number) =>
  `${value.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

/** A table and an empty line after it. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(heads),
  row(heads.map(() => '---')),
  ...rows.map(row),
  '',
]
