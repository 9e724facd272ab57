import { cpus, loadavg } from 'node:os'

/** What the figures were taken on: without it they say nothing. */
function machine(): string {
  const [cpu] = cpus()
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')
  return `${cpus().length} × ${cpu?.model ?? 'unknown processor'}, Node ${process.version}, load ${load}`
}

export function printTable(title: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  console.log(`\n${title}\n${machine()}`)
  const names = Object.keys(rows[0] ?? {})
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))]
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
  for (const line of cells) {
    console.log(line.map((cell, column) => pad(cell, widths[column] ?? 0, column > 0)).join('   '))
  }
}

const pad = (cell: string, width: number, toTheRight: boolean) =>
  toTheRight ? cell.padStart(width) : cell.padEnd(width)

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
