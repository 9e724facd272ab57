import type { EntryKind } from './entry-kinds.ts'
import { type EntryView, entryView, firstWordOf } from './entry-view.ts'
import type { Entry, EntryId } from './hotlist.ts'
import { orderOfKeys } from './key-order.ts'
import { appendPacked, type PackedRows, packRows, unpackRows } from './packed-rows.ts'
import type { PlateText } from './plate.ts'
import { plateKey } from './plate-key.ts'
import { ID_WORDS, RowColumns } from './row-columns.ts'
import { kindIn, openTables, type RowTables } from './row-tables.ts'

/**
 * Entries in 24 bytes each, in typed arrays: the folded plate as a number, the id's digits, and which of its
 * letters O and I were written as such, beside the number of its kind. Five million take 120 MB; as objects they
 * would take more than two gigabytes.
 */
export interface EntryRows extends EntryView, Iterable<Entry> {
  readonly size: number
  /** Appends. Rows are in order only after `settle`. */
  push(entry: Entry): void
  /** Brings the rows in order of folded plate, then id. */
  settle(): void
  /** The first row whose key is not below; settled rows only. */
  lowerBound(key: number): number
  /** Settled rows only. */
  withPlate(folded: PlateText): readonly Entry[]
  /**
   * Takes rows out and puts others in, in place: it needs no room for a second list. Both sides settled.
   * @param leaving row numbers
   */
  amend(leaving: ReadonlySet<number>, coming: EntryRows): void
  /** The rows of such kinds, in their order. */
  rowsOfKind(isWanted: (kind: EntryKind) => boolean): Generator<number>
  /** Where entries stand, by id; in one quick walk, because rows are not in order of ids. */
  find(ids: ReadonlySet<EntryId>): Set<number>
  /** What the typed arrays take, in bytes. */
  bytes(): number
  /** What the packed rows refer to. */
  tables(): RowTables
  /** Rows as bytes, 24 each, in this machine's own order of bytes: for a file of its own. */
  packed(from: number, to: number): Uint8Array
  /** Appends what `packed` gave, of rows with the same tables. */
  unpack(bytes: Uint8Array): void
  /**
   * Appends rows that were packed with tables of their own, without an object for each.
   * @param isWanted by what stands before the digits of the id, or by the whole id where it has another form; all, unless given
   */
  append(packed: PackedRows, isWanted?: (head: string) => boolean): void
}

/**
 * @param capacity rows for which there is room at once
 * @param given what rows that will be unpacked refer to
 */
export function entryRows(
  entries: Iterable<Entry> = [],
  capacity?: number,
  given: RowTables = { kinds: [], oddIds: [] },
): EntryRows {
  const columns = new RowColumns(capacity)
  const tables = openTables(given)
  const view = entryView(columns, tables)

  // Each by name: a spread would give every list a shape of its own, and code compiled for one would not serve the next.
  const rows: EntryRows = {
    get size() {
      return columns.size
    },
    at: view.at,
    idAt: view.idAt,
    keyAt: view.keyAt,
    prefixAt: view.prefixAt,
    wordAt: view.wordAt,
    compare: view.compare,
    writeLine: view.writeLine,
    push(entry) {
      if (columns.size === columns.keys.length) columns.reserve(columns.size * 2)
      view.put(columns.size, entry)
      columns.size += 1
    },
    settle() {
      const { size } = columns
      let isSettled = true
      for (let row = 1; row < size && isSettled; row++) isSettled = view.compare(row - 1, view, row) <= 0
      if (isSettled) return
      const keys = columns.keys.subarray(0, size)
      const order = orderOfKeys(keys)
      for (let from = 0; from < size; ) {
        // Rows with one plate are few, and stand in order of their ids.
        let to = from + 1
        while (to < size && keys[order[to] ?? 0] === keys[order[from] ?? 0]) to += 1
        if (to - from > 1) order.subarray(from, to).sort((a, b) => view.compare(a, view, b))
        from = to
      }
      columns.reorder(order)
    },
    lowerBound(key) {
      const { keys, size } = columns
      let [low, high] = [0, size]
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((keys[middle] ?? 0) < key) low = middle + 1
        else high = middle
      }
      return low
    },
    withPlate(folded) {
      const key = plateKey(folded)
      const found: Entry[] = []
      const { keys, size } = columns
      for (let row = rows.lowerBound(key); row < size && keys[row] === key; row++) found.push(view.at(row))
      return found
    },
    amend(leaving, coming) {
      columns.close(leaving)
      const staying = columns.size
      columns.reserve(staying + coming.size)
      columns.size = staying + coming.size
      // From the back, so that nothing is written over before it has moved.
      let [from, next] = [staying - 1, coming.size - 1]
      for (let row = columns.size - 1; next >= 0; row--) {
        if (from >= 0 && view.compare(from, coming, next) > 0) columns.copyRow(columns, from--, row)
        else view.put(row, coming.at(next--))
      }
    },
    *rowsOfKind(isWanted) {
      const kinds = tables.kinds.all()
      const wanted = new Set(kinds.flatMap((kind, number) => (isWanted(kind) ? [number] : [])))
      if (wanted.size === 0) return
      for (let row = 0; row < columns.size; row++) if (wanted.has(kindIn(columns.tags[row] ?? 0))) yield row
    },
    find(ids) {
      const found = new Set<number>()
      if (ids.size === 0) return found
      // Most rows are told apart by their first word; an id of another form has the number of its text there.
      const firstWords = new Set<number>([...ids].map(firstWordOf))
      const hasOdd = tables.oddIds.length > 0
      const { words, size } = columns
      for (let row = 0; row < size; row++) {
        if (!firstWords.has(words[row * ID_WORDS] ?? 0) && !(hasOdd && view.prefixAt(row) === null)) continue
        if (ids.has(view.idAt(row))) found.add(row)
      }
      return found
    },
    bytes: () => columns.bytes(),
    tables: () => ({ kinds: tables.kinds.all(), oddIds: tables.oddIds }),
    packed: (from, to) => packRows(columns, from, to),
    unpack: (bytes) => columns.append(unpackRows(bytes)),
    append: (packed, isWanted = () => true) => appendPacked(columns, tables, packed, isWanted),
    *[Symbol.iterator]() {
      for (let row = 0; row < columns.size; row++) yield view.at(row)
    },
  }

  for (const entry of entries) rows.push(entry)
  return rows
}
