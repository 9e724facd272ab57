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
