import { hexWord } from '@archway/shared/hex-word'

const WORDS = 3
const FIRST_SLOTS = 1024

/**
 * Which ids were seen, by the 24 hexadecimal digits at their end: 12 bytes a slot, at most half of them full. A set of
 * five million strings would take half a gigabyte.
 */
export function idSet(): {
  /** False: it was there already. */
  add(id: string): boolean
  has(id: string): boolean
} {
  let slots = FIRST_SLOTS
  let words = new Uint32Array(slots * WORDS)
  let size = 0
  const given = new Uint32Array(WORDS)

  /** Where these digits are, or the free slot where they would be. */
  const placeOf = (a: number, b: number, c: number): { at: number; isThere: boolean } => {
    // Digests are as random as any hash of them.
    for (let slot = a & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const at = slot * WORDS
      const [x, y, z] = [words[at], words[at + 1], words[at + 2]]
      if (x === 0 && y === 0 && z === 0) return { at, isThere: false }
      if (x === a && y === b && z === c) return { at, isThere: true }
    }
  }
  const put = (a: number, b: number, c: number): boolean => {
    const { at, isThere } = placeOf(a, b, c)
    if (isThere) return false
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

  const read = (id: string) => {
    for (let word = 0; word < WORDS; word++) given[word] = hexWord(id, id.length - (WORDS - word) * 8)
  }

  return {
    has(id) {
      read(id)
      const [a = 0, b = 0, c = 0] = given
      return placeOf(a, b, c).isThere
    },
    add(id) {
      read(id)
      const [a = 0, b = 0, c = 0] = given
      if (!put(a, b, c)) return false
      size += 1
      if (size * 2 > slots) grow()
      return true
    },
  }
}
