import type { Corners } from '@archway/shared/read'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaOf, isPlateShaped } from '../photograph/quad.ts'
import { recutsOf } from './recut.ts'

const plate: Corners = [
  [100, 100],
  [300, 100],
  [300, 200],
  [100, 200],
]

describe('recutsOf', () => {
  it('gives a smaller, a larger and two slanted cuts, by the numbers that training chose them with', () => {
    const [smaller, larger, one, other] = recutsOf(plate)
    expect(smaller?.flat()).toEqual([103, 103, 297, 103, 297, 197, 103, 197])
    expect(larger?.flat()).toEqual([97, 97, 303, 97, 303, 203, 97, 203])
    expect(one?.flat()).toEqual([104, 100, 304, 100, 296, 200, 96, 200])
    expect(other?.flat()).toEqual([96, 100, 296, 100, 304, 200, 104, 200])
  })

  it('stays on the plate however it turns: the centre stands, and each is a plate still', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (turn) => {
        const [sin, cos] = [Math.sin(turn), Math.cos(turn)]
        const turned = plate.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]) as unknown as Corners
        const centre = (corners: Corners) =>
          [0, 1].map((axis) => corners.reduce((sum, p) => sum + (p[axis] ?? 0), 0) / 4)
        for (const [index, cut] of recutsOf(turned).entries()) {
          expect(areaOf(cut)).toBeCloseTo(areaOf(recutsOf(plate)[index] ?? plate), 6)
          expect(isPlateShaped(cut)).toBe(true)
          for (const [axis, value] of centre(cut).entries())
            expect(value).toBeCloseTo(centre(turned)[axis] ?? 0, 6)
        }
      }),
    )
  })
})
