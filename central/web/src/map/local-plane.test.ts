import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gridLines, gridStep, offset, reachFor, scaleBar } from './local-plane.ts'

const ARCH = { lat: 38.6247, lon: -90.1848 }

describe('local plane', () => {
  test('a hundredth of a degree is 1,113 m north and, in St. Louis, 870 m east', () => {
    const { east, north } = offset(ARCH, { lat: ARCH.lat + 0.01, lon: ARCH.lon + 0.01 })
    expect(north).toBeCloseTo(1113.2, 0)
    expect(east).toBeCloseTo(869.7, 0)
  })

  test('the map reaches to the nearest other unit, to the accuracy, and no further than a city', () => {
    expect(reachFor(ARCH, null, [])).toBe(250)
    expect(reachFor(ARCH, null, [{ lat: ARCH.lat + 0.01, lon: ARCH.lon }])).toBe(2000)
    expect(reachFor(ARCH, 900, [])).toBe(2000)
    expect(reachFor(ARCH, null, [{ lat: 39.1, lon: -94.6 }])).toBe(250)
  })

  test('grid lines lie inside the span, one to six of them', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.002, max: 0.5, noNaN: true }), (span) => {
        const step = gridStep(span)
        const lines = gridLines(38, 38 + span, step)
        expect(lines.length).toBeGreaterThanOrEqual(1)
        expect(lines.length).toBeLessThanOrEqual(6)
        for (const line of lines) {
          expect(line).toBeGreaterThanOrEqual(38 - 1e-9)
          expect(line).toBeLessThanOrEqual(38 + span + 1e-9)
        }
      }),
    )
  })

  test('the scale bar is round and fits', () => {
    expect(scaleBar(400)).toEqual({ label: '1,000 ft', metres: 304.8 })
    expect(scaleBar(2000).label).toBe('1 mi')
  })
})
