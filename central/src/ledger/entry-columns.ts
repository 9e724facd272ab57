import type { ListedEntry } from './hotlist-ledger.ts'

/** The columns that `writtenColumns` gives, in their order. */
export const ENTRY_COLUMNS =
  'id, plate, raw, folded, jurisdiction, category, flags, expires_at, entered_at, number, agency, vehicle'

/**
 * An entry as it goes to the ledger's thread: without names, as JSON. A text or bytes go over in one piece, where objects are
 * copied field by field.
 */
export type PackedEntry = readonly [
  id: string,
  plate: string,
  raw: string,
  folded: 0 | 1,
  jurisdiction: string | null,
  category: string,
  flags: ListedEntry['flags'],
  expiresAt: number,
  enteredAt: number | null,
  number: string | null,
  agency: string | null,
  year: string | null,
  make: string | null,
  model: string | null,
  style: string | null,
  colour: string | null,
]

/** One entry of those that `packEntries` packs. */
export function packedEntry(entry: ListedEntry): string {
  const { id, plate, raw, folded, jurisdiction, category, flags, expiresAt, enteredAt, number, agency } =
    entry
  const { year, make, model, style, colour } = entry.vehicle
  return JSON.stringify([
    id,
    plate,
    raw,
    folded ? 1 : 0,
    jurisdiction,
    category,
    flags,
    expiresAt,
    enteredAt,
    number,
    agency,
    year,
    make,
    model,
    style,
    colour,
  ] satisfies PackedEntry)
}

/** Entries as `addEntries` takes them. */
export const packEntries = (entries: readonly ListedEntry[]): Uint8Array =>
  Buffer.from(`[${entries.map(packedEntry).join(',')}]`)

export const unpackEntries = (bytes: Uint8Array): readonly PackedEntry[] =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())

/** What the table holds of an entry, in the order of `ENTRY_COLUMNS`. */
export function writtenColumns(packed: PackedEntry): readonly (string | number | null)[] {
  const [
    id,
    plate,
    raw,
    folded,
    jurisdiction,
    category,
    flags,
    expiresAt,
    enteredAt,
    number,
    agency,
    ...vehicle
  ] = packed
  const [year, make, model, style, colour] = vehicle
  return [
    id,
    plate,
    raw,
    folded,
    jurisdiction,
    category,
    flags.length === 0 ? '[]' : JSON.stringify(flags),
    expiresAt,
    enteredAt,
    number,
    agency,
    JSON.stringify({ year, make, model, style, colour }),
  ]
}
