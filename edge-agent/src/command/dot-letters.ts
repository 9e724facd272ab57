import { DOT_ADVANCE, DOT_GLYPHS, DOT_ROWS } from '@archway/shared/dot-font'

export const dotsWide = (text: string): number => text.length * DOT_ADVANCE - 1
export const DOTS_HIGH = DOT_ROWS

/** Path data of upper-case `text` whose top-left dot is at x, y. What has no glyph is left blank. */
export function dotLetters(text: string, x: number, y: number, dot: number): string {
  const squares: string[] = []
  for (const [index, char] of [...text].entries()) {
    for (const [row, bits] of (DOT_GLYPHS[char] ?? []).entries()) {
      for (let column = 0; column < 5; column++) {
        if ((bits & (16 >> column)) === 0) continue
        const left = x + (index * DOT_ADVANCE + column) * dot
        squares.push(`M${left.toFixed(1)} ${(y + row * dot).toFixed(1)}h${dot}v${dot}h${-dot}z`)
      }
    }
  }
  return squares.join('')
}
