import { describe, expect, it } from 'vitest'
import { peaksOf } from './peaks.ts'

/** 2×3 cells; corner values encode their cell and coordinate. */
const output = {
  score: { dims: [1, 2, 3], data: Float32Array.of(0, 0.9, 0, 0.3, 0, 0.6) },
  corners: {
    dims: [1, 8, 2, 3],
    data: Float32Array.from({ length: 48 }, (_, index) => (index % 6) * 100 + Math.floor(index / 6)),
  },
}

const whole = { scale: { x: 1, y: 1 }, origin: { x: 0, y: 0 } }

describe('peaksOf', () => {
  it('gives the corners of each peak, most probable first, in pixels of the picture', () => {
    const found = peaksOf(output, 0.5, { scale: { x: 0.5, y: 0.25 }, origin: { x: 1000, y: 70 } })
    expect(found.map((each) => Number(each.probability.toFixed(3)))).toEqual([0.9, 0.6])
    expect(found[0]?.corners).toEqual([
      [1200, 474],
      [1204, 482],
      [1208, 490],
      [1212, 498],
    ])
  })

  it('takes no cell below the threshold, and never one that is no peak', () => {
    expect(peaksOf(output, 0.95, whole)).toEqual([])
    expect(peaksOf(output, 0, whole)).toHaveLength(3)
  })
})
