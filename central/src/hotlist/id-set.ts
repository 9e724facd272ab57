import type { EntryRows } from '@archway/shared/entry-rows'
import { hexWord } from '@archway/shared/hex-word'

const WORDS = 3
/** Beside the words, what is known of the id: all of a slot lies in one line of the processor's cache. */
const SLOT_WORDS = WORDS + 1
const FIRST_SLOTS = 1024
const DIGITS_A_WORD = 8
/** Marks of a slot; a free one has none. */
const WAS_LISTED = 1
const WAS_MET = 2

/**
 * The ids of a list that is being replaced: which were listed before, and which the file has. By the 24 hexadecimal digits
 * at their end: 16 bytes a slot, at most half of them full. A set of five million strings would take half a gigabyte.
 */
export interface IdSet {
  /** Notes that the file has this id. False: it was met already. */
  meet(id: string): boolean
  /** Whether it was listed before. */
  wasListed(id: string): boolean
  size(): number
  /** Rows of what was listed whose ids were not met. */
  unmet(): number[]
}

/** @param listed what was in force; an id there of another form than a digest's equals none */
export function idSet(listed?: EntryRows): IdSet {
  const expected = listed?.size ?? 0
  let slots = Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(expected * 2 + 2)))
  let words = new Uint32Array(slots * SLOT_WORDS)
  let size = 0

  /** Where these digits are, or the free slot where they would be. */
  const placeOf = (a: number, b: number, c: number): number => {
    // Digests are as random as any hash of them.
    for (let slot = a & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const at = slot * SLOT_WORDS
      if (words[at + WORDS] === 0) return at
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c) return at
    }
  }
  const marksAt = (at: number) => words[at + WORDS] ?? 0
  const mark = (a: number, b: number, c: number, marks: number): boolean => {
    const at = placeOf(a, b, c)
    const before = marksAt(at)
    words[at] = a
    words[at + 1] = b
    words[at + 2] = c
    words[at + WORDS] = before | marks
    if (before === 0) {
      size += 1
      if (size * 2 > slots) grow()
    }
    return (before & marks) === 0
  }
  const grow = () => {
    const old = words
    slots *= 2
    words = new Uint32Array(slots * SLOT_WORDS)
    for (let at = 0; at < old.length; at += SLOT_WORDS) {
      const [a = 0, b = 0, c = 0, marks = 0] = [old[at], old[at + 1], old[at + 2], old[at + WORDS]]
      if (marks === 0) continue
      words.set([a, b, c, marks], placeOf(a, b, c))
    }
  }
  const marksOfRow = (rows: EntryRows, row: number) =>
    marksAt(placeOf(rows.wordAt(row, 0), rows.wordAt(row, 1), rows.wordAt(row, 2)))

  for (let row = 0; listed && row < listed.size; row++) {
    if (listed.prefixAt(row) === null) continue
    mark(listed.wordAt(row, 0), listed.wordAt(row, 1), listed.wordAt(row, 2), WAS_LISTED)
  }
  return {
    size: () => size,
    meet: (id) => mark(wordOf(id, 3), wordOf(id, 2), wordOf(id, 1), WAS_MET),
    wasListed: (id) => (marksAt(placeOf(wordOf(id, 3), wordOf(id, 2), wordOf(id, 1))) & WAS_LISTED) !== 0,
    unmet() {
      const rows: number[] = []
      for (let row = 0; listed && row < listed.size; row++) {
        if (listed.prefixAt(row) === null || (marksOfRow(listed, row) & WAS_MET) === 0) rows.push(row)
      }
      return rows
    },
  }
}

/** @param fromEnd which word, counted from the end */
const wordOf = (id: string, fromEnd: number) => hexWord(id, id.length - fromEnd * DIGITS_A_WORD) >>> 0
