import { type Policy, Policy as PolicySchema } from '@archway/shared/policy'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'
import { type ImportMeans, importList } from './import-list.ts'
import { LAYOUTS } from './layouts.ts'
import { scanList } from './read-list.ts'

const NOW = Date.UTC(2026, 10, 24)

export const POLICY: Policy = PolicySchema.parse({
  version: 'test',
  retention: { days: 90 },
  alerts: {
    categories: {
      'stolen-vehicle': 'allow',
      'stolen-plate': 'allow',
      'stolen-part': 'allow',
      'felony-vehicle': 'allow',
      'wanted-person': 'review',
      'stolen-article': 'deny',
      'missing-person': 'deny',
    },
    minimumProbability: 0.3,
    actionableProbability: 0.9,
    listAgeHours: 24,
  },
  ingest: { clockAheadMinutes: 5 },
})

export interface NcicFields {
  number: string
  date?: string
  plate: string
  state?: string
  year?: string
  make?: string
  model?: string
  colour?: string
}

/** A record of the extract, column by column as the layout says. */
export const ncicLine = ({ number, date, plate, state, year, make, model, colour }: NcicFields): string =>
  [
    number.padEnd(10),
    'LA0570200',
    date ?? '20190509',
    plate.padEnd(10),
    (state ?? 'CA').padEnd(2),
    '2009',
    'MC',
    (year ?? '2009').padEnd(4),
    (make ?? 'YAMA').padEnd(4),
    (model ?? 'CYL').padEnd(3),
    'MC',
    (colour ?? 'BLK').padEnd(7),
  ].join('')

export const bytes = (...lines: string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`)

/** What a file of such a layout says, as of 24 November 2026; given in pieces, it is read piece by piece. */
export function scanned(content: Uint8Array | readonly Uint8Array[], name: string) {
  const layout = LAYOUTS[name]
  if (!layout) throw new Error(`no layout ${name}`)
  const chunks = content instanceof Uint8Array ? [content] : content
  const scan = scanList(chunks, layout, { list: 'l', policy: POLICY, now: NOW, recalled: new Set() })
  const entries: ListedEntry[] = []
  for (;;) {
    const next = scan.next()
    if (next.done) return { entries, report: next.value }
    entries.push(next.value)
  }
}

/** The first entry of such a file. */
export function scannedFirst(content: Uint8Array, name: string): ListedEntry {
  const { entries, report } = scanned(content, name)
  const [entry] = entries
  if (!entry) throw new Error(JSON.stringify(report))
  return entry
}

/** A list of stolen vehicles in this project's own layout. */
export const csvOf = (plates: readonly string[]): Uint8Array =>
  bytes('plate,category', ...plates.map((plate) => `${plate},stolen-vehicle`))

/** Imports such a list, piece by piece, as the source made it at a fixed time. */
export function importCsv(ledger: ImportMeans['ledger'], list: string, content: Iterable<Uint8Array>) {
  const layout = LAYOUTS.csv
  if (!layout) throw new Error('no csv layout')
  return importList(
    { list, open: () => content, layout, sourceAt: NOW },
    { dryRun: false, shrinkConfirmedBy: 'kim' },
    { ledger, policy: POLICY, now: NOW, by: 'it', maxAgeMs: 72 * 3_600_000 },
  )
}
