import { foldPlate } from '@archway/shared/plate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidateLists, SHORT_FORMATS, someJurisdictions } from './models.fixture.ts'
import { settleLetters } from './settle-letters.ts'

const MISSOURI = Float64Array.of(0.97, 0.01, 0.01, 0.01)
const KANSAS = Float64Array.of(0.01, 0.01, 0.97, 0.01)
const either = [
  { text: 'OB1C20', probability: 0.5 },
  { text: 'OB1C2O', probability: 0.3 },
  { text: '0B1C20', probability: 0.1 },
  { text: 'Z', probability: 0.05 },
]
const masses = (candidates: readonly { text: string; probability: number }[]) => {
  const byShape = new Map<string, number>()
  for (const { text, probability } of candidates) {
    byShape.set(foldPlate(text), (byShape.get(foldPlate(text)) ?? 0) + probability)
  }
  return byShape
}

describe('settleLetters', () => {
  it('prefers the serial of the state where the shapes say nothing', () => {
    const [best] = settleLetters(either, MISSOURI, someJurisdictions())
    expect(best?.text).toBe('OB1C2O')
    expect(best?.probability).toBeGreaterThan(0.75)
    const tied = [
      { text: 'OIOABC', probability: 0.45 },
      { text: '010ABC', probability: 0.45 },
    ]
    expect(settleLetters(tied, KANSAS, someJurisdictions())[0]?.text).toBe('010ABC')
  })

  it('moves mass within a shape only', () => {
    const short = someJurisdictions({ formats: SHORT_FORMATS })
    const shares = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(candidateLists, fc.option(shares), (candidates, given) => {
        const settled = settleLetters(candidates, given && Float64Array.from(given), short)
        expect(settled.map(({ text }) => text).sort()).toEqual(candidates.map(({ text }) => text).sort())
        const before = masses(candidates)
        for (const [shape, mass] of masses(settled)) expect(mass).toBeCloseTo(before.get(shape) ?? 0, 9)
        for (const [index, { probability }] of settled.entries()) {
          expect(probability).toBeLessThanOrEqual(settled[index - 1]?.probability ?? 1)
        }
      }),
    )
  })

  it('does not overrule what was seen clearly: twenty to one is the most that it says', () => {
    const seen = [
      { text: '0B1C20', probability: 0.97 },
      { text: 'OB1C2O', probability: 0.02 },
    ]
    const [best, other] = settleLetters(seen, MISSOURI, someJurisdictions())
    expect(best?.text).toBe('0B1C20')
    expect((other?.probability ?? 0) / (best?.probability ?? 1)).toBeLessThan((0.02 / 0.97) * 20.001)
  })

  it('takes all states together where none is believed', () => {
    const tied = [
      { text: 'AO1C2D', probability: 0.45 },
      { text: 'A01C2D', probability: 0.45 },
    ]
    const [best] = settleLetters(tied, null, someJurisdictions())
    expect(best?.text).toBe('AO1C2D')
    expect(best?.probability).toBeGreaterThan(0.8)
  })

  it('does not take the state for a misread one only to find a home for a serial', () => {
    // Neither is a serial of Missouri; one is of Kansas, which this plate is not.
    const odd = [
      { text: '1OO00I', probability: 0.45 },
      { text: '100OOI', probability: 0.45 },
    ]
    const sure = Float64Array.of(0.9999, 0.00003, 0.00003, 0.00004)
    const [best, other] = settleLetters(odd, sure, someJurisdictions())
    expect((best?.probability ?? 0) / (other?.probability ?? 1)).toBeLessThan(1.1)
    expect(settleLetters(odd, KANSAS, someJurisdictions())[0]?.text).toBe('100OOI')
  })

  it('changes nothing without formats, or where the models tell no state', () => {
    expect(settleLetters(either, MISSOURI, someJurisdictions({ formats: null }))).toEqual(either)
    expect(settleLetters(either, MISSOURI, null)).toEqual(either)
  })
})
