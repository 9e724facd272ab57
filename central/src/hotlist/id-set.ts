import { hexWord } from '@archway/shared/hex-word'

const WORDS = 3
const FIRST_SLOTS = 1024
const DIGITS_A_WORD = 8

/** Which ids were seen, by the 24 hexadecimal digits at their end, as three 32-bit words. */
export interface IdSet {
  /** False: it was there already. */
  add(id: string): boolean
  addWords(a: number, b: number, c: number): boolean
  has(id: string): boolean
}

/**
 * 12 bytes a slot, at most half of them full. A set of five million strings would take half a gigabyte.
 * @param expected ids for which there is room at once
 */
export function idSet(expected = 0): IdSet {
  let slots = Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(Math.max(1, expected * 2 + 2))))
  let words = new Uint32Array(slots * WORDS)
  let size = 0

  /** Where these digits are; or, less than 0, what is left of -1 after the free slot where they would be. */
  const placeOf = (a: number, b: number, c: number): number => {
    // Digests are as random as any hash of them.
    for (let slot = a & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const at = slot * WORDS
      const [x, y, z] = [words[at], words[at + 1], words[at + 2]]
      if (x === 0 && y === 0 && z === 0) return -1 - at
      if (x === a && y === b && z === c) return at
    }
  }
  const put = (a: number, b: number, c: number): boolean => {
    const place = placeOf(a, b, c)
    if (place >= 0) return false
    const at = -1 - place
    words[at] = a
    words[at + 1] = b
    words[at + 2] = c
    return true
  }
  const grow = () => {
    const old = words
    slots *= 2
    words = new Uint32Array(slots * WORDS)
    for (let at = 0; at < old.length; at += WORDS) {
      const [a = 0, b = 0, c = 0] = [old[at], old[at + 1], old[at + 2]]
      if (a !== 0 || b !== 0 || c !== 0) put(a, b, c)
    }
  }
  const addWords = (a: number, b: number, c: number): boolean => {
    if (!put(a, b, c)) return false
    size += 1
    if (size * 2 > slots) grow()
    return true
  }

  return {
    addWords,
    add: (id) => addWords(wordOf(id, 3), wordOf(id, 2), wordOf(id, 1)),
    has: (id) => placeOf(wordOf(id, 3), wordOf(id, 2), wordOf(id, 1)) >= 0,
  }
}

/** @param fromEnd which word, counted from the end */
const wordOf = (id: string, fromEnd: number) => hexWord(id, id.length - fromEnd * DIGITS_A_WORD) >>> 0
