import { type Columns, ID_WORDS, ROW_BYTES, type RowColumns } from './row-columns.ts'
import { kindIn, lettersIn, type OpenTables, type RowTables, tagOf } from './row-tables.ts'

/** Some rows and all that is needed to read them: plain data, for another thread. */
export interface PackedRows {
  readonly bytes: Uint8Array
  readonly tables: RowTables
}

/** Rows as bytes, `ROW_BYTES` each, in this machine's own order of bytes: for a file of its own. */
export function packRows({ keys, words, tags }: Columns, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array((to - from) * ROW_BYTES)
  let at = 0
  for (const part of [
    keys.subarray(from, to),
    words.subarray(from * ID_WORDS, to * ID_WORDS),
    tags.subarray(from, to),
  ]) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += part.byteLength
  }
  return bytes
}

/**
 * The columns of packed rows: a copy, because bytes that came from elsewhere may lie anywhere.
 * @throws RangeError where the bytes end within a row
 */
export function unpackRows(bytes: Uint8Array): Columns {
  const count = bytes.byteLength / ROW_BYTES
  if (!Number.isInteger(count))
    throw new RangeError(`${bytes.byteLength} bytes are no whole rows of ${ROW_BYTES}`)
  const whole = Uint8Array.from(bytes).buffer
  return {
    keys: new Float64Array(whole, 0, count),
    words: new Uint32Array(whole, count * 8, count * ID_WORDS),
    tags: new Uint32Array(whole, count * (8 + ID_WORDS * 4), count),
  }
}

/**
 * Appends rows that were packed with tables of their own: what they refer to gets its number in these.
 * @param isWanted by what stands before the digits of the id, or by the whole id where it has another form
 */
export function appendPacked(
  columns: RowColumns,
  { kinds, oddIds }: OpenTables,
  { bytes, tables }: PackedRows,
  isWanted: (head: string) => boolean,
): void {
  const given = unpackRows(bytes)
  const count = given.keys.length
  columns.reserve(columns.size + count)
  const numbers = tables.kinds.map((kind) =>
    kind.prefix === null || isWanted(kind.prefix) ? kinds.numberOf(kind, kind.prefix, kind.flags) : null,
  )
  for (let row = 0; row < count; row++) {
    const tag = given.tags[row] ?? 0
    const number = numbers[kindIn(tag)] ?? null
    if (number === null) continue
    const isOdd = tables.kinds[kindIn(tag)]?.prefix === null
    const odd = isOdd ? tables.oddIds[given.words[row * ID_WORDS] ?? 0] : null
    if (odd !== null && (odd === undefined || !isWanted(odd))) continue
    const to = columns.size
    columns.copyRow(given, row, to)
    columns.tags[to] = tagOf(lettersIn(tag), number)
    if (odd !== null) columns.words[to * ID_WORDS] = oddIds.push(odd) - 1
    columns.size += 1
  }
}
