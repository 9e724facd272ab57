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
})
