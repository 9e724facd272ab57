/**
 * Letters of 5 × 7 dots, a row a number, its lowest bit the rightmost dot. A font of our own, because a server may have
 * none, and a watermark that comes out empty is worse than an error.
 */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  ' ': [0, 0, 0, 0, 0, 0, 0],
  '.': [0, 0, 0, 0, 0, 12, 12],
  ',': [0, 0, 0, 0, 12, 4, 8],
  ':': [0, 12, 12, 0, 12, 12, 0],
  '-': [0, 0, 0, 31, 0, 0, 0],
  '/': [0, 1, 2, 4, 8, 16, 0],
  '(': [2, 4, 8, 8, 8, 4, 2],
  ')': [8, 4, 2, 2, 2, 4, 8],
  '?': [14, 17, 1, 2, 4, 0, 4],
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  F: [31, 16, 16, 30, 16, 16, 16],
  G: [14, 17, 16, 23, 17, 17, 15],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  J: [7, 2, 2, 2, 2, 18, 12],
  K: [17, 18, 20, 24, 20, 18, 17],
  L: [16, 16, 16, 16, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  Q: [14, 17, 17, 17, 21, 18, 13],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  V: [17, 17, 17, 17, 17, 10, 4],
  W: [17, 17, 17, 21, 21, 27, 17],
  X: [17, 17, 10, 4, 10, 17, 17],
  Y: [17, 17, 10, 4, 4, 4, 4],
  Z: [31, 1, 2, 4, 8, 16, 31],
}
const ROWS = 7
/** Five dots and the gap to the next letter. */
const ADVANCE = 6

/** @param scale pixels a dot. @returns width and height of the text in pixels */
export const textSize = (text: string, scale: number) => ({
  width: Math.max(0, text.length * ADVANCE - 1) * scale,
  height: ROWS * scale,
})

/**
 * Calls `dot` for every pixel of the text, its top left corner at (x, y). Letters are drawn as capitals; what the
 * font does not have is drawn as a question mark.
 */
export function drawText(
  text: string,
  x: number,
  y: number,
  scale: number,
  dot: (x: number, y: number) => void,
): void {
  ;[...text.toUpperCase()].forEach((letter, place) => {
    const rows = GLYPHS[letter] ?? GLYPHS['?'] ?? []
    const left = x + place * ADVANCE * scale
    for (let row = 0; row < ROWS * scale; row += 1) {
      for (let column = 0; column < 5 * scale; column += 1) {
        const bits = rows[Math.floor(row / scale)] ?? 0
        if ((bits >> (4 - Math.floor(column / scale))) & 1) dot(left + column, y + row)
      }
    }
  })
}
