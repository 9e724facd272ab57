import type { EntryKind } from './entry-kinds.ts'
import { lettersOf, unfolded } from './folded-letters.ts'
import { hexOfWord, hexWord, writeHexWord } from './hex-word.ts'
import type { Entry, EntryId } from './hotlist.ts'
import { foldedKey, plateOfKey } from './plate-key.ts'
import { ID_WORDS, type RowColumns } from './row-columns.ts'
import { kindIn, lettersIn, type OpenTables, tagOf } from './row-tables.ts'

/** An id is mostly a name, a colon and so many hexadecimal digits. */
const ID_DIGITS = 24
const COLON = 58
const TAB = 9
const LINE_FEED = 10

/** A plate, an id, and what a kind says in words, with room to spare. */
export const LONGEST_LINE = 512

/** Rows read as the entries that they are. */
export interface EntryView {
  at(row: number): Entry
  idAt(row: number): EntryId
  /** Of the folded plate: see `plateKey`. */
  keyAt(row: number): number
  /** What stands before the digits of its id, and those digits, eight at a time; null: the id has another form. */
  prefixAt(row: number): string | null
  wordAt(row: number, word: number): number
  /** Whether this entry stands here before, with or after the other. */
  compare(row: number, other: EntryView, otherRow: number): number
  /**
   * Writes the row as the list's digest takes it, in at most `LONGEST_LINE` bytes.
   * @returns where it ended
   */
  writeLine(row: number, into: Uint8Array, at: number): number
}

export interface WritableView extends EntryView {
  /** Over what stands in the row, for which there is room. */
  put(row: number, entry: Entry): void
}

export function entryView(columns: RowColumns, { kinds, oddIds }: OpenTables): WritableView {
  const kindAt = (row: number): EntryKind => kinds.of(kindIn(columns.tags[row] ?? 0))
  const idOf = (row: number, { prefix }: EntryKind): EntryId => {
    const { words } = columns
    const at = row * ID_WORDS
    if (prefix === null) return oddIds[words[at] ?? 0] ?? ''
    return prefix + hexOfWord(words[at] ?? 0) + hexOfWord(words[at + 1] ?? 0) + hexOfWord(words[at + 2] ?? 0)
  }
  const plateAt = (row: number) =>
    unfolded(plateOfKey(columns.keys[row] ?? 0), lettersIn(columns.tags[row] ?? 0))
  const idAt = (row: number): EntryId => idOf(row, kindAt(row))

  return {
    put(row, entry) {
      const { id, plate, flags } = entry
      const { words } = columns
      const at = row * ID_WORDS
      const digits = id.length - ID_DIGITS
      const [a, b, c] = [firstWordOf(id), hexWord(id, digits + 8), hexWord(id, digits + 16)]
      const isOdd = digits < 1 || id.charCodeAt(digits - 1) !== COLON || Number.isNaN(a + b + c)
      words[at] = isOdd ? oddIds.push(id) - 1 : a
      words[at + 1] = isOdd ? 0 : b
      words[at + 2] = isOdd ? 0 : c
      columns.keys[row] = foldedKey(plate)
      const sorted = flags.length > 1 ? [...flags].sort() : flags
      const kind = kinds.numberOf(entry, isOdd ? null : id.slice(0, digits), sorted)
      columns.tags[row] = tagOf(lettersOf(plate), kind)
    },
    at(row) {
      const kind = kindAt(row)
      const { jurisdiction, category, flags, folded, expiresAt } = kind
      return { id: idOf(row, kind), plate: plateAt(row), folded, jurisdiction, category, flags, expiresAt }
    },
    idAt,
    keyAt: (row) => columns.keys[row] ?? 0,
    prefixAt: (row) => kindAt(row).prefix,
    wordAt: (row, word) => columns.words[row * ID_WORDS + word] ?? 0,
    compare(row, other, otherRow) {
      const byKey = (columns.keys[row] ?? 0) - other.keyAt(otherRow)
      if (byKey !== 0) return byKey
      const { prefix } = kindAt(row)
      if (prefix !== null && prefix === other.prefixAt(otherRow)) {
        // Digits of one length stand in the order of their numbers.
        for (let word = 0; word < ID_WORDS; word++) {
          const byWord = (columns.words[row * ID_WORDS + word] ?? 0) - other.wordAt(otherRow, word)
          if (byWord !== 0) return byWord
        }
        return 0
      }
      const [own, others] = [idAt(row), other.idAt(otherRow)]
      return own < others ? -1 : own > others ? 1 : 0
    },
    writeLine(row, into, at) {
      const { words } = columns
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
  }
}

/** What `wordAt` gives first for such an id; NaN: the id has another form. */
export const firstWordOf = (id: EntryId): number => hexWord(id, id.length - ID_DIGITS)

/** Everything of an entry's line is ASCII. */
function writeText(text: string, into: Uint8Array, at: number): number {
  for (let char = 0; char < text.length; char++) into[at + char] = text.charCodeAt(char)
  return at + text.length
}
