import { DOT_ADVANCE, DOT_GLYPHS, DOT_ROWS } from '@archway/shared/dot-font'

/** @param scale pixels a dot. @returns width and height of the text in pixels */
export const textSize = (text: string, scale: number) => ({
  width: Math.max(0, text.length * DOT_ADVANCE - 1) * scale,
  height: DOT_ROWS * scale,
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
    const rows = DOT_GLYPHS[letter] ?? DOT_GLYPHS['?'] ?? []
    const left = x + place * DOT_ADVANCE * scale
    for (let row = 0; row < DOT_ROWS * scale; row += 1) {
      for (let column = 0; column < 5 * scale; column += 1) {
        const bits = rows[Math.floor(row / scale)] ?? 0
        if ((bits >> (4 - Math.floor(column / scale))) & 1) dot(left + column, y + row)
      }
    }
  })
}
