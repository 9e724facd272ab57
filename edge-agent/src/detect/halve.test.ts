import { describe, expect, it } from 'vitest'
import { halved } from './halve.ts'

describe('halved', () => {
  it('is the mean of 2×2 pixels, colour by colour, rounded', () => {
    const rgb = Uint8Array.of(
      ...[0, 10, 200, 1, 20, 200, 7, 7, 7, 9, 9, 9],
      ...[2, 30, 100, 3, 40, 101, 7, 7, 7, 9, 9, 9],
    )
    expect(halved({ width: 4, height: 2, rgb })).toEqual({
      width: 2,
      height: 1,
      rgb: Uint8Array.of(2, 25, 150, 8, 8, 8),
    })
  })

  it('leaves the last column and row of odd sides out', () => {
    const rgb = Uint8Array.from({ length: 5 * 3 * 3 }, (_, at) => (Math.floor(at / 3) % 5 < 4 ? 40 : 250))
    rgb.fill(250, 2 * 5 * 3)
    const small = halved({ width: 5, height: 3, rgb })
    expect([small.width, small.height]).toEqual([2, 1])
    expect([...small.rgb]).toEqual(new Array(6).fill(40))
  })

  it('gives the same bytes for every width and wherever the picture lies in its memory', () => {
    for (const [width, height, offset] of [
      [8, 6, 0],
      [8, 6, 1],
      [12, 5, 4],
      [6, 4, 0],
      [1280, 2, 0],
    ] as const) {
      const memory = Uint8Array.from(
        { length: offset + width * height * 3 },
        (_, at) => (at * at * 31 + at * 7) % 256,
      )
      // White beside white is the largest sum that there is.
      memory.fill(255, offset, offset + 9)
      memory.fill(255, offset + width * 3, offset + width * 3 + 9)
      const rgb = memory.subarray(offset)
      const at = (x: number, y: number, colour: number) => rgb[(y * width + x) * 3 + colour] ?? NaN
      const { rgb: small } = halved({ width, height, rgb })
      for (const [index, value] of small.entries()) {
        const x = Math.floor(index / 3) % (width >> 1)
        const y = Math.floor(index / 3 / (width >> 1))
        const four = [0, 1].flatMap((dx) => [0, 1].map((dy) => at(2 * x + dx, 2 * y + dy, index % 3)))
        const sum = four.reduce((total, each) => total + each, 0)
        if (value !== Math.floor((sum + 2) / 4))
          expect.fail(`${width}×${height}+${offset}: ${value} at ${index}`)
      }
    }
  })
})
