import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, glimpse, START, says } from './passing-by.fixture.ts'
import { agreement, posteriorOf } from './posterior.ts'
import { type Sight, sightOf } from './sight.ts'

const sight = (text: string, certainty: number, doubts: Record<number, string> = {}): Sight =>
  sightOf(glimpse(says(text, certainty, doubts), at(0, 0)), START)

const probabilityOf = (cameras: Sight[][], text: string) =>
  posteriorOf(cameras).candidates.find((candidate) => candidate.text === text)?.probability ?? 0

const plate = fc.stringMatching(/^[A-Z0-9]{4,8}$/)
const certainty = fc.double({ min: 0.4, max: 0.99, noNaN: true })
const anySight = fc.tuple(plate, certainty).map(([text, sure]) => sight(text, sure))
const anyCameras = fc.array(fc.array(anySight, { maxLength: 4 }), { minLength: 1, maxLength: 2 })

describe('posteriorOf', () => {
  it('is a distribution, whatever was seen', () => {
    fc.assert(
      fc.property(anyCameras, (cameras) => {
        const { candidates, tail } = posteriorOf(cameras)
        const sum = candidates.reduce((total, candidate) => total + candidate.probability, tail)
        expect(sum).toBeCloseTo(1, 9)
        expect(tail).toBeGreaterThanOrEqual(0)
        for (const [index, candidate] of candidates.entries()) {
          expect(candidate.probability).toBeGreaterThanOrEqual(0)
          expect(candidate.probability).toBeLessThanOrEqual(candidates[index - 1]?.probability ?? 1)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(fc.array(anySight, { minLength: 2, maxLength: 5 }), (sights) => {
        const one = posteriorOf([sights])
        const other = posteriorOf([[...sights].reverse()])
        expect(other.tail).toBeCloseTo(one.tail, 9)
        // By rank, not by text: strings of equal mass may change places by the last bit.
        for (const [index, candidate] of one.candidates.entries()) {
          expect(other.candidates[index]?.probability).toBeCloseTo(candidate.probability, 9)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('passes one look through: its own probability, less the chance that it is broken', () => {
    const look = sight('ABC123', 0.95, { 1: '8' })
    const fused = probabilityOf([[look]], 'ABC123')
    expect(fused).toBeGreaterThan(look.legibility * 0.96)
    expect(fused).toBeLessThanOrEqual(look.legibility)
  })

  it('rises with agreement, and more so from the other angle', () => {
    fc.assert(
      fc.property(plate, certainty, (text, sure) => {
        const one = probabilityOf([[sight(text, sure)]], text)
        const again = probabilityOf([[sight(text, sure), sight(text, sure)]], text)
        const otherAngle = probabilityOf([[sight(text, sure)], [sight(text, sure)]], text)
        expect(again).toBeGreaterThan(one)
        expect(otherAngle).toBeGreaterThan(again)
      }),
      { numRuns: 60 },
    )
  })

  it('falls with a look that says otherwise', () => {
    const sure = [sight('ABC123', 0.97, { 1: '8' })]
    const other = [sight('A8C123', 0.97, { 1: 'B' })]
    const alone = probabilityOf([sure], 'ABC123')
    const conflicting = probabilityOf([sure, other], 'ABC123')
    expect(alone).toBeGreaterThan(0.8)
    expect(conflicting).toBeLessThan(0.6)
    expect(probabilityOf([sure, other], 'A8C123')).toBeCloseTo(conflicting, 2)
  })

  it('never takes many looks of one camera for independent: a doubt that they share stays', () => {
    const doubtful = () => sight('ABC123', 0.7, { 1: '8' })
    const few = probabilityOf([[doubtful()]], 'ABC123')
    const many = probabilityOf([Array.from({ length: 200 }, doubtful)], 'ABC123')
    // Two independent looks are what 200 of them may count as at most: 0.7² against 0.3².
    const [odds, most] = [
      many / probabilityOf([Array.from({ length: 200 }, doubtful)], 'A8C123'),
      (0.7 / 0.3) ** 2,
    ]
    expect(many).toBeGreaterThan(few)
    expect(odds).toBeLessThan(most * 1.01)
  })

  it('is not overruled by one broken look among many good ones', () => {
    const good = Array.from({ length: 5 }, () => sight('ABC123', 0.97))
    const cutOff = sight('C123', 0.99)
    const { candidates } = posteriorOf([[...good, cutOff]])
    expect(candidates[0]?.text).toBe('ABC123')
    expect(candidates[0]?.probability).toBeGreaterThan(0.5)
  })

  it('lets a clear angle stand against a poor one instead of doubting both', () => {
    // Six doubtful characters leave much on strings that nobody names; the clear look gives those nearly nothing.
    const poor = sight('A8C123', 0.6)
    expect(poor.legibility).toBeLessThan(0.1)
    const fused = probabilityOf([[sight('ABC123', 0.99)], [poor]], 'ABC123')
    expect(fused).toBeGreaterThan(0.9)
  })

  it('hardly hears an illegible angle beside a clear one', () => {
    const clear = sight('ABC123', 0.97)
    const poor = sight('XYZ789', 0.5)
    expect(poor.legibility).toBeLessThan(0.05)
    const alone = probabilityOf([[clear]], 'ABC123')
    expect(probabilityOf([[clear], [poor]], 'ABC123')).toBeGreaterThan(alone - 0.1)
  })

  it('believes the angle that saw more of the plate, where two that claim the same contradict each other', () => {
    const near = sight('ABC123', 0.95)
    const far = { ...sight('A8C123', 0.95), detail: near.detail / 10 }
    expect(near.legibility).toBeCloseTo(far.legibility, 9)
    expect(posteriorOf([[far], [near]]).candidates[0]?.text).toBe('ABC123')
    expect(probabilityOf([[far], [near]], 'ABC123')).toBeGreaterThan(0.7)
  })

  it('takes a plate for less detailed the fewer pixels it has, until the reader has no use for more', () => {
    const details = [40, 80, 143, 400].map(
      (width) => sightOf(glimpse(says('ABC123'), at(0, 0, width)), START).detail,
    )
    expect(details[1]).toBeCloseTo(4 * (details[0] ?? 0), 9)
    expect(details.slice(2)).toEqual([1, 1])
  })

  it('finds by its sum what no single look put first', () => {
    // Each angle prefers another wrong character; only together do they say which string it is.
    const left = sight('A8C123', 0.55, { 1: 'B' })
    const right = sight('ABC12S', 0.55, { 5: '3' })
    expect(posteriorOf([[left], [right]]).candidates[0]?.text).toBe('ABC123')
  })

  it('knows nothing from nothing', () => {
    expect(posteriorOf([])).toEqual({ candidates: [], tail: 1 })
    expect(posteriorOf([[], []])).toEqual({ candidates: [], tail: 1 })
  })
})

describe('agreement', () => {
  const of = (a: Sight, b: Sight) =>
    agreement(posteriorOf([[a]]).candidates, {
      texts: b.hypotheses.map((hypothesis) => hypothesis.text),
      say: (text) => b.probabilityOf(text),
    })

  it('is high for the same plate, also when a look is poor', () => {
    expect(of(sight('ABC123', 0.97), sight('ABC123', 0.97))).toBeGreaterThan(0.95)
    expect(of(sight('ABC123', 0.97), sight('ABC123', 0.5))).toBeGreaterThan(0.2)
  })

  it('sees one plate in two misreadings of each other, and two plates in neighbours of a fleet', () => {
    expect(of(sight('ABC123', 0.8, { 1: '8' }), sight('A8C123', 0.8, { 1: 'B' }))).toBeGreaterThan(0.2)
    expect(of(sight('ABC123', 0.99), sight('ABC124', 0.99))).toBeLessThan(0.02)
    expect(of(sight('ABC123', 0.97), sight('XYZ789', 0.97))).toBeLessThan(1e-6)
  })
})
