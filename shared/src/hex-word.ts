/** Eight hexadecimal digits of a text, lower case, as a 32-bit number; NaN where they are none. */
export function hexWord(text: string, from: number): number {
  let word = 0
  for (let at = from; at < from + 8; at++) {
    const code = text.charCodeAt(at)
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : Number.NaN
    word = word * 16 + digit
  }
  return word
}

const HALF = 16
let halves: readonly string[] | null = null

/** The reverse: millions of ids are written out while a list is checked, so halves of words are looked up. */
export function hexOfWord(word: number): string {
  halves ??= Array.from({ length: 2 ** HALF }, (_, half) => half.toString(16).padStart(4, '0'))
  return (halves[word >>> HALF] ?? '') + (halves[word & 0xffff] ?? '')
}

/** The same as ASCII. @returns where it ended */
export function writeHexWord(word: number, into: Uint8Array, at: number): number {
  for (let digit = 0; digit < 8; digit++) into[at + digit] = DIGITS[(word >>> (28 - 4 * digit)) & 15] ?? 0
  return at + 8
}

const DIGITS = Uint8Array.from('0123456789abcdef', (char) => char.charCodeAt(0))
