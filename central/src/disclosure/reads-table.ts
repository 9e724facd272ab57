import { candidatesOf } from '@archway/shared/read'
import type { Passing } from '../store/store.ts'
import { STAMP } from './stamp.ts'

/**
 * What is disclosed of a passing: what was read, when, by which unit, and what it hit. A place only with a hit
 * (promise 13). Nothing of who watched or decided.
 */
export const disclosed = ({ read, hits }: Passing) => ({
  stamp: STAMP,
  read,
  hits: hits.map(({ hit, entry, grade, place }) => ({
    entry: { id: entry.id, plate: entry.plate, category: entry.category, list: entry.list },
    probability: hit.probability,
    grade,
    place,
  })),
})

const COLUMNS = [
  'stamp',
  'read',
  'unit',
  'captured_at',
  'text',
  'probability',
  'state',
  'rivals',
  'hits',
] as const

/** The same, a row a Read, for a spreadsheet. The stamp stands on every row, so that no row loses it. */
export function readsCsv(passings: readonly Passing[]): string {
  const rows = passings.map(({ read, hits }) => [
    STAMP,
    read.id,
    read.device,
    new Date(read.capturedAt).toISOString(),
    read.text,
    String(read.probability),
    read.jurisdiction?.code ?? '',
    candidatesOf(read)
      .slice(1)
      .map(({ text, probability }) => `${text} ${probability}`)
      .join('; '),
    hits.map(({ entry }) => `${entry.category} ${entry.id}`).join('; '),
  ])
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Quoted (RFC 4180); a cell that a spreadsheet would take for a formula is made text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
