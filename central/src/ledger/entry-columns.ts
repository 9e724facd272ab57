import type { ListedEntry } from './hotlist-ledger.ts'
import { isPlain, jsonText } from './plain-text.ts'

export const ENTRY_COLUMNS =
  'id, plate, raw, folded, jurisdiction, category, flags, expires_at, entered_at, number, agency, vehicle'

/** What the table holds of an entry, in the order of `ENTRY_COLUMNS`; the table itself makes numbers of what are some. */
export type EntryColumns = readonly (string | null)[]

const BETWEEN_COLUMNS = '\t'
export const BETWEEN_ENTRIES = '\n'
/** No column is ever an empty text. */
const NONE = ''

/**
 * One entry as it goes to the ledger's thread: its columns, one behind the other. Bytes go over in one piece, where objects
 * are copied field by field; and they are told apart in half the time that JSON takes to be read.
 */
export function packedEntry(entry: ListedEntry): string {
  const { id, plate, raw, folded, jurisdiction, category, flags, expiresAt, enteredAt, number, agency } =
    entry
  return `${id}\t${plate}\t${marked(raw)}\t${folded ? 1 : 0}\t${jurisdiction ?? NONE}\t${category}\t${
    flags.length === 0 ? '[]' : JSON.stringify(flags)
  }\t${expiresAt}\t${enteredAt ?? NONE}\t${number === null ? NONE : marked(number)}\t${
    agency === null ? NONE : marked(agency)
  }\t${vehicleText(entry.vehicle)}`
}

function vehicleText({ year, make, model, style, colour }: ListedEntry['vehicle']): string {
  const said = [year, make, model, style, colour]
  if (!said.every((text) => text === null || isPlain(text))) {
    return marked(JSON.stringify({ year, make, model, style, colour }))
  }
  return `{"year":${jsonText(year)},"make":${jsonText(make)},"model":${jsonText(model)},"style":${jsonText(style)},"colour":${jsonText(colour)}}`
}

/** Entries as `addEntries` takes them. */
export const packEntries = (entries: readonly ListedEntry[]): Uint8Array =>
  Buffer.from(entries.map(packedEntry).join(BETWEEN_ENTRIES))

/** @param bytes may be shared memory */
export function unpackEntries(bytes: Uint8Array): readonly EntryColumns[] {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: EntryColumns[] = []
  for (let from = 0; from < whole.length; ) {
    const last = whole.indexOf(BETWEEN_ENTRIES, from + TEXT_BYTES)
    const to = last < 0 ? whole.length : last
    for (const entry of whole.toString('utf8', from, to).split(BETWEEN_ENTRIES)) {
      entries.push(entry.split(BETWEEN_COLUMNS).map(unmarked))
    }
    from = to + 1
  }
  return entries
}

/** So much is made a text at once, or a little more. For much larger ones memory is fetched anew each time. */
const TEXT_BYTES = 2 ** 16

/** With a mark in place of what stands between columns and entries, and of the mark itself. */
const marked = (text: string): string =>
  isPlain(text) ? text : text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')

function unmarked(column: string): string | null {
  if (column === NONE) return null
  if (!column.includes('\\')) return column
  return column.replace(/\\(.)/g, (_, of: string) => (of === 't' ? '\t' : of === 'n' ? '\n' : of))
}
