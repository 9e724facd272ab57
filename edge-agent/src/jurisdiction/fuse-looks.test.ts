import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuseLooks } from './fuse-looks.ts'
import { looking } from './models.fixture.ts'

const look = (first: number, legibility = 0.9) => ({
  jurisdiction: looking(first, (1 - first) * 0.7, (1 - first) * 0.3),
  legibility,
})
const unasked = { jurisdiction: null, legibility: 0.9 }
const firstOf = (cameras: Parameters<typeof fuseLooks>[0]) => fuseLooks(cameras)?.[0] ?? Number.NaN

describe('fuseLooks', () => {
  it('is a distribution, whatever was seen', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const looks = fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(looks, { minLength: 1, maxLength: 2 }), (cameras) => {
        const said = fuseLooks(cameras.map((each) => each.map(([first, legible]) => look(first, legible))))
        expect(said?.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9)
        expect(said?.every((probability) => probability > 0)).toBe(true)
      }),
    )
  })

  it('passes one look through, less the chance that it is broken', () => {
    expect(firstOf([[look(0.9)]])).toBeGreaterThan(0.88)
    expect(firstOf([[look(0.9)]])).toBeLessThan(0.9)
    expect(firstOf([[look(1)]])).toBeLessThan(0.99)
  })

  it('takes many looks of one camera for one opinion, and another camera for a second one', () => {
    const once = firstOf([[look(0.8)]])
    expect(firstOf([Array.from({ length: 8 }, () => look(0.8))])).toBeCloseTo(once, 9)
    const twice = firstOf([[look(0.8)], [look(0.8)]])
    expect(twice).toBeGreaterThan(once + 0.05)
    // Each as ln(0.98 q + 0.02/3), to the power 2/1.7: less than two independent looks would say.
    const masses = [0.8, 0.14, 0.06].map((q) => (0.98 * q + 0.02 / 3) ** (2 / 1.7))
    expect(twice).toBeCloseTo((masses[0] ?? 0) / masses.reduce((sum, mass) => sum + mass, 0), 6)
  })

  it('falls with a camera that says otherwise, and follows the more legible looks within one', () => {
    expect(firstOf([[look(0.9)], [look(0.1)]])).toBeLessThan(0.65)
    expect(firstOf([[look(0.9, 0.95), look(0.1, 0.1)]])).toBeGreaterThan(firstOf([[look(0.9), look(0.1)]]))
  })

  it('leaves out looks that nobody asked for, and knows nothing without any', () => {
    expect(firstOf([[unasked, look(0.8)], [unasked]])).toBeCloseTo(firstOf([[look(0.8)]]), 12)
    expect(fuseLooks([[unasked], []])).toBeNull()
    expect(fuseLooks([])).toBeNull()
  })
})
