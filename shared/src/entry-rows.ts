import { type EntryKind, entryKinds, MOST_KINDS } from './entry-kinds.ts'
import { lettersOf, unfolded } from './folded-letters.ts'
import { hexOfWord, hexWord, writeHexWord } from './hex-word.ts'
import type { Entry, EntryId } from './hotlist.ts'
import { orderOfKeys } from './key-order.ts'
import type { PlateText } from './plate.ts'
import { foldedKey, plateKey, plateOfKey } from './plate-key.ts'
import { columnsOf, copyWords, grown, ID_WORDS, ROW_BYTES } from './row-columns.ts'

/** An id is mostly a name, a colon and so many hexadecimal digits. */
const ID_DIGITS = 24
const COLON = 58
const TAB = 9
const LINE_FEED = 10
const LEAST_CAPACITY = 16
/** What is grown in place is grown so much beyond its need, or a list would be copied at every delta. */
const HEADROOM = 1.05

/**
 * Entries in 24 bytes each, in typed arrays: the folded plate as a number, the id's digits, and which of its
 * letters O and I were written as such, beside the number of its kind. Five million take 120 MB; as objects they
 * would take more than two gigabytes.
 */
export interface EntryRows extends Iterable<Entry> {
  readonly size: number
  /** Appends. Rows are in order only after `settle`. */
  push(entry: Entry): void
  /** Brings the rows in order of folded plate, then id. */
  settle(): void
  at(row: number): Entry
  idAt(row: number): EntryId
  /** Of the folded plate: see `plateKey`. */
  keyAt(row: number): number
  /** What stands before the digits of its id, and those digits, eight at a time; null: the id has another form. */
  prefixAt(row: number): string | null
  wordAt(row: number, word: number): number
  /** Whether this entry stands here before, with or after the other. */
  compare(row: number, other: EntryRows, otherRow: number): number
  /**
   * Writes the row as the list's digest takes it, in at most `LONGEST_LINE` bytes.
   * @returns where it ended
   */
  writeLine(row: number, into: Uint8Array, at: number): number
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

/** Some rows and all that is needed to read them: plain data, for another thread. */
export interface PackedRows {
  readonly bytes: Uint8Array
  readonly tables: RowTables
}

export interface RowTables {
  readonly kinds: readonly EntryKind[]
  readonly oddIds: readonly string[]
}

/** A plate, an id, and what a kind says in words, with room to spare. */
export const LONGEST_LINE = 512

/**
 * @param capacity rows for which there is room at once
 * @param tables what rows that will be unpacked refer to
 */
export function entryRows(
  entries: Iterable<Entry> = [],
  capacity = LEAST_CAPACITY,
  tables: RowTables = { kinds: [], oddIds: [] },
): EntryRows {
  let keys = new Float64Array(Math.max(LEAST_CAPACITY, capacity))
  let words = new Uint32Array(keys.length * ID_WORDS)
  /** Bit 31 to 22: which character of the plate is an O or an I that the key folds; below: the kind's number. */
  let tags = new Uint32Array(keys.length)
  let size = 0
  const kinds = entryKinds(tables.kinds)
  /** Ids of another form than `name:24 digits`; the row's first word is the number in here. */
  const oddIds: string[] = [...tables.oddIds]

  const reserve = (room: number) => {
    if (room <= keys.length) return
    const next = Math.ceil(room * HEADROOM)
    keys = grown(keys, new Float64Array(next), size)
    words = grown(words, new Uint32Array(next * ID_WORDS), size * ID_WORDS)
    tags = grown(tags, new Uint32Array(next), size)
  }

  const put = (row: number, entry: Entry) => {
    const { id, plate, flags } = entry
    const at = row * ID_WORDS
    const digits = id.length - ID_DIGITS
    const [a, b, c] = [hexWord(id, digits), hexWord(id, digits + 8), hexWord(id, digits + 16)]
    const isOdd = digits < 1 || id.charCodeAt(digits - 1) !== COLON || Number.isNaN(a + b + c)
    words[at] = isOdd ? oddIds.push(id) - 1 : a
    words[at + 1] = isOdd ? 0 : b
    words[at + 2] = isOdd ? 0 : c
    keys[row] = foldedKey(plate)
    const sorted = flags.length > 1 ? [...flags].sort() : flags
    const kind = kinds.numberOf(entry, isOdd ? null : id.slice(0, digits), sorted)
    tags[row] = (lettersOf(plate) * MOST_KINDS + kind) >>> 0
  }
  const kindAt = (row: number): EntryKind => kinds.of((tags[row] ?? 0) & (MOST_KINDS - 1))
  const idOf = (row: number, { prefix }: EntryKind): EntryId => {
    const at = row * ID_WORDS
    if (prefix === null) return oddIds[words[at] ?? 0] ?? ''
    return prefix + hexOfWord(words[at] ?? 0) + hexOfWord(words[at + 1] ?? 0) + hexOfWord(words[at + 2] ?? 0)
  }
  const plateAt = (row: number) => unfolded(plateOfKey(keys[row] ?? 0), (tags[row] ?? 0) >>> 22)

  const rows: EntryRows = {
    get size() {
      return size
    },
    push(entry) {
      if (size === keys.length) reserve(size * 2)
      put(size, entry)
      size += 1
    },
    settle() {
      let isSettled = true
      for (let row = 1; row < size && isSettled; row++) isSettled = rows.compare(row - 1, rows, row) <= 0
      if (isSettled) return
      const order = orderOfKeys(keys.subarray(0, size))
      for (let from = 0; from < size; ) {
        // Rows with one plate are few, and stand in order of their ids.
        let to = from + 1
        while (to < size && keys[order[to] ?? 0] === keys[order[from] ?? 0]) to += 1
        if (to - from > 1) order.subarray(from, to).sort((a, b) => rows.compare(a, rows, b))
        from = to
      }
      const [oldKeys, oldWords, oldTags] = [keys, words, tags]
      keys = new Float64Array(keys.length)
      for (let row = 0; row < size; row++) keys[row] = oldKeys[order[row] ?? 0] ?? 0
      tags = new Uint32Array(tags.length)
      for (let row = 0; row < size; row++) tags[row] = oldTags[order[row] ?? 0] ?? 0
      words = new Uint32Array(words.length)
      for (let row = 0; row < size; row++) copyWords(oldWords, order[row] ?? 0, words, row)
    },
    at(row) {
      const kind = kindAt(row)
      const { jurisdiction, category, flags, folded, expiresAt } = kind
      return { id: idOf(row, kind), plate: plateAt(row), folded, jurisdiction, category, flags, expiresAt }
    },
    idAt: (row) => idOf(row, kindAt(row)),
    keyAt: (row) => keys[row] ?? 0,
    prefixAt: (row) => kindAt(row).prefix,
    wordAt: (row, word) => words[row * ID_WORDS + word] ?? 0,
    compare(row, other, otherRow) {
      const byKey = (keys[row] ?? 0) - other.keyAt(otherRow)
      if (byKey !== 0) return byKey
      const { prefix } = kindAt(row)
      if (prefix !== null && prefix === other.prefixAt(otherRow)) {
        // Digits of one length stand in the order of their numbers.
        for (let word = 0; word < ID_WORDS; word++) {
          const byWord = (words[row * ID_WORDS + word] ?? 0) - other.wordAt(otherRow, word)
          if (byWord !== 0) return byWord
        }
        return 0
      }
      const [own, others] = [rows.idAt(row), other.idAt(otherRow)]
      return own < others ? -1 : own > others ? 1 : 0
    },
    writeLine(row, into, at) {
      const kind = kindAt(row)
      let end = writeText(plateAt(row), into, at)
      into[end++] = TAB
      if (kind.prefix === null) end = writeText(idOf(row, kind), into, end)
      else {
        end = writeText(kind.prefix, into, end)
        for (let word = 0; word < ID_WORDS; word++)
          end = writeHexWord(words[row * ID_WORDS + word] ?? 0, into, end)
      }
      into[end++] = TAB
      end = writeText(kind.text, into, end)
      into[end++] = LINE_FEED
      return end
    },
    lowerBound(key) {
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
      for (let row = rows.lowerBound(key); row < size && keys[row] === key; row++) found.push(rows.at(row))
      return found
    },
    amend(leaving, coming) {
      const staying = close(leaving)
      reserve(staying + coming.size)
      size = staying + coming.size
      // From the back, so that nothing is written over before it has moved.
      let [from, next] = [staying - 1, coming.size - 1]
      for (let row = size - 1; next >= 0; row--) {
        if (from >= 0 && rows.compare(from, coming, next) > 0) move(from--, row)
        else put(row, coming.at(next--))
      }
    },
    *rowsOfKind(isWanted) {
      const wanted = new Set(kinds.all().flatMap((kind, number) => (isWanted(kind) ? [number] : [])))
      if (wanted.size === 0) return
      for (let row = 0; row < size; row++) if (wanted.has((tags[row] ?? 0) & (MOST_KINDS - 1))) yield row
    },
    find(ids) {
      const found = new Set<number>()
      if (ids.size === 0) return found
      // Most rows are told apart by their first word; an id of another form has the number of its text there.
      const firstWords = new Set<number>([...ids].map((id) => hexWord(id, id.length - ID_DIGITS)))
      const hasOdd = oddIds.length > 0
      for (let row = 0; row < size; row++) {
        if (!firstWords.has(words[row * ID_WORDS] ?? 0) && !(hasOdd && kindAt(row).prefix === null)) continue
        if (ids.has(rows.idAt(row))) found.add(row)
      }
      return found
    },
    bytes: () => keys.byteLength + words.byteLength + tags.byteLength,
    tables: () => ({ kinds: kinds.all(), oddIds }),
    packed(from, to) {
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
    },
    unpack(bytes) {
      const given = columnsOf(bytes)
      reserve(size + given.count)
      keys.set(given.keys, size)
      words.set(given.words, size * ID_WORDS)
      tags.set(given.tags, size)
      size += given.count
    },
    append({ bytes, tables }, isWanted = () => true) {
      const given = columnsOf(bytes)
      reserve(size + given.count)
      const numbers = tables.kinds.map((kind) =>
        kind.prefix === null || isWanted(kind.prefix) ? kinds.numberOf(kind, kind.prefix, kind.flags) : null,
      )
      for (let row = 0; row < given.count; row++) {
        const tag = given.tags[row] ?? 0
        const kind = tag & (MOST_KINDS - 1)
        const number = numbers[kind] ?? null
        if (number === null) continue
        const odd =
          tables.kinds[kind]?.prefix === null ? tables.oddIds[given.words[row * ID_WORDS] ?? 0] : null
        if (odd !== null && (odd === undefined || !isWanted(odd))) continue
        keys[size] = given.keys[row] ?? 0
        copyWords(given.words, row, words, size)
        if (odd !== null) words[size * ID_WORDS] = oddIds.push(odd) - 1
        tags[size] = (tag - kind + number) >>> 0
        size += 1
      }
    },
    *[Symbol.iterator]() {
      for (let row = 0; row < size; row++) yield rows.at(row)
    },
  }

  const move = (from: number, to: number) => {
    if (from === to) return
    keys[to] = keys[from] ?? 0
    tags[to] = tags[from] ?? 0
    copyWords(words, from, words, to)
  }
  /** Closes the gaps of what leaves. @returns how many stay */
  const close = (leaving: ReadonlySet<number>): number => {
    if (leaving.size === 0) return size
    let to = 0
    for (let row = 0; row < size; row++) if (!leaving.has(row)) move(row, to++)
    return to
  }

  for (const entry of entries) rows.push(entry)
  return rows
}

/** Everything of an entry's line is ASCII. */
function writeText(text: string, into: Uint8Array, at: number): number {
  for (let char = 0; char < text.length; char++) into[at + char] = text.charCodeAt(char)
  return at + text.length
}
