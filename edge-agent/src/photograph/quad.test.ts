import type { Corners } from '@archway/shared/read'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaOf, isPlateShaped, overlap, sidesOf } from './quad.ts'
import { box } from './scene.fixture.ts'

const boxes = fc
  .tuple(
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
  )
  .map((sides) => box(...sides))

const bounds = (corners: Corners) => ({
  left: corners[0][0],
  top: corners[0][1],
  right: corners[2][0],
  bottom: corners[2][1],
})

const turned = (corners: Corners, degrees: number): Corners => {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  return corners.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]) as Corners
}

describe('overlap', () => {
  it('of axis-aligned boxes is what their sides say', () => {
    fc.assert(
      fc.property(boxes, boxes, (one, other) => {
        const [a, b] = [bounds(one), bounds(other)]
        const shared =
          Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
          Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))
        const union = areaOf(one) + areaOf(other) - shared
        expect(overlap(one, other).ofUnion).toBeCloseTo(shared / union, 9)
        expect(overlap(one, other).ofSmaller).toBeCloseTo(shared / Math.min(areaOf(one), areaOf(other)), 9)
      }),
    )
  })

  it('is symmetric and does not change when both are turned', () => {
    fc.assert(
      fc.property(boxes, boxes, fc.integer({ min: 0, max: 359 }), (one, other, degrees) => {
        const there = overlap(turned(one, degrees), turned(other, degrees)).ofUnion
        expect(there).toBeCloseTo(overlap(other, one).ofUnion, 6)
      }),
    )
  })
})

describe('isPlateShaped', () => {
  const plate = box(100, 100, 120, 60)
  it('takes plates, flat and tilted, small and long', () => {
    for (const corners of [
      plate,
      turned(plate, 20),
      box(0, 0, 12, 6),
      box(0, 0, 520, 110),
      box(0, 0, 40, 40),
    ]) {
      expect(isPlateShaped(corners)).toBe(true)
    }
  })

  it('refuses what no plate looks like', () => {
    const [tl, tr, br, bl] = plate
    const mirrored: Corners = [tr, tl, bl, br]
    const crossed: Corners = [tl, br, tr, bl]
    const tapered: Corners = [
      [100, 100],
      [220, 100],
      [170, 160],
      [140, 160],
    ]
    const dented: Corners = [tl, tr, [130, 115], bl]
    const point: Corners = [tl, tl, tl, tl]
    for (const corners of [mirrored, crossed, tapered, dented, point, box(0, 0, 300, 20), box(0, 0, 10, 3)]) {
      expect(isPlateShaped(corners)).toBe(false)
    }
    expect(isPlateShaped([[Number.NaN, 0], tr, br, bl])).toBe(false)
  })

  it('measures the longer of each pair of sides', () => {
    expect(
      sidesOf([
        [0, 0],
        [100, 0],
        [90, 50],
        [0, 40],
      ]),
    ).toEqual({ width: 100, height: Math.hypot(10, 50) })
  })
})
