import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latticeOf, sureOf } from './lattice.fixture.ts'
import { beam, logProbabilityOf } from './lattice.ts'
import type { Lattice } from './reader.ts'

const CHARS = ['-', 'A', 'B', '7'] as const

/** One to six columns of weights over blank and three characters; some weights are 0. */
const columns = fc.array(
  fc
    .tuple(...CHARS.map(() => fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1, noNaN: true }))))
    .filter((weights) => weights.some((weight) => weight > 0))
    .map((weights) => Object.fromEntries(CHARS.map((char, index) => [char, weights[index] ?? 0]))),
  { minLength: 1, maxLength: 6 },
)

/** Every path through the lattice, collapsed to what it spells: the definition, without any cleverness. */
function byEnumeration(weights: readonly Readonly<Record<string, number>>[]): Map<string, number> {
  let paths = new Map<string, number>([['', 1]])
  for (const column of weights) {
    const total = CHARS.reduce((sum, char) => sum + (column[char] ?? 0), 0)
    const longer = new Map<string, number>()
    for (const [path, probability] of paths) {
      for (const char of CHARS) longer.set(path + char, probability * ((column[char] ?? 0) / total))
    }
    paths = longer
  }
  const texts = new Map<string, number>()
  for (const [path, probability] of paths) {
    const text = path.replace(/(.)\1*/g, '$1').replaceAll('-', '')
    texts.set(text, (texts.get(text) ?? 0) + probability)
  }
  return texts
}

describe('logProbabilityOf', () => {
  it('is the sum over every path that spells the text', () => {
    fc.assert(
      fc.property(columns, (weights) => {
        const lattice = latticeOf(weights)
        for (const [text, probability] of byEnumeration(weights)) {
          expect(Math.exp(logProbabilityOf(lattice, text))).toBeCloseTo(probability, 5)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('does not lose what is far too improbable for linear scale', () => {
    const columns = Array.from({ length: 40 }, () => ({ '-': 1 }))
    const one = logProbabilityOf(latticeOf(columns, 1e-40), 'Z')
    const ten = logProbabilityOf(latticeOf(columns, 1e-40), 'Y9Y8Y7Y6Y5')
    expect(one).toBeCloseTo(Math.log(40) + Math.log(1e-40), 2)
    expect(ten).toBeLessThan(-800)
    expect(ten).toBeGreaterThan(-Infinity)
  })

  it('is -Infinity for what cannot be spelt', () => {
    const lattice = latticeOf([{ A: 1 }, { '-': 1 }])
    expect(logProbabilityOf(lattice, 'AA')).toBe(-Infinity)
    expect(logProbabilityOf(lattice, 'a')).toBe(-Infinity)
    expect(logProbabilityOf(lattice, '')).toBe(-Infinity)
  })

  it('is the mean over readers and cuts, less the chance that all of them are wrong', () => {
    const [one, other] = [latticeOf([{ A: 0.8, B: 0.2 }]), latticeOf([{ A: 0.3, B: 0.6, '-': 0.1 }])]
    const both = { ...one, others: [other.logProbabilities] }
    expect(Math.exp(logProbabilityOf(both, 'A'))).toBeCloseTo(0.55, 6)
    expect(Math.exp(logProbabilityOf({ ...both, errorFloor: 0.1 }, 'B'))).toBeCloseTo(0.36, 6)
    expect(logProbabilityOf({ ...both, errorFloor: 0.1 }, 'Ä')).toBe(-Infinity)
  })

  it('needs a blank between two equal characters', () => {
    expect(logProbabilityOf(latticeOf([{ A: 1 }, { A: 1 }, { A: 1 }]), 'AA')).toBe(-Infinity)
    expect(logProbabilityOf(latticeOf([{ A: 1 }, { '-': 1 }, { A: 1 }]), 'AA')).toBeCloseTo(0)
  })
})

describe('beam', () => {
  it('has the true best text on top, in order, with exact probabilities that sum to at most 1', () => {
    fc.assert(
      fc.property(columns, (weights) => {
        const found = beam(latticeOf(weights), 200)
        const truth = [...byEnumeration(weights)].filter(([text, p]) => text !== '' && p > 0)
        const top = Math.max(0, ...truth.map(([, probability]) => probability))
        expect(Math.exp(found[0]?.logProbability ?? -Infinity)).toBeCloseTo(top, 5)
        expect(found.reduce((sum, each) => sum + Math.exp(each.logProbability), 0)).toBeLessThan(1 + 1e-5)
        for (const [index, each] of found.entries()) {
          const next = found[index + 1]
          if (next) expect(each.logProbability).toBeGreaterThanOrEqual(next.logProbability)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('reads what is plainly there, doubled characters too', () => {
    for (const text of ['A', 'AA11BB', 'AB1C2D', '0123456789'])
      expect(beam(sureOf(text), 8)[0]?.text).toBe(text)
  })

  it('names the rival of a doubtful character with its share', () => {
    const found = beam(latticeOf([{ A: 1 }, { '-': 1 }, { 8: 0.7, B: 0.3 }, { '-': 1 }]), 8)
    expect(found.map((each) => [each.text, Number(Math.exp(each.logProbability).toFixed(3))])).toEqual([
      ['A8', 0.7],
      ['AB', 0.3],
    ])
  })

  it('does not let a held character crowd out what is there, however narrow it is', () => {
    const found = beam(latticeOf([{ A: 1 }, { A: 1 }, { A: 0.6, B: 0.4 }]), 2)
    expect(found.map((each) => each.text)).toEqual(['A', 'AB'])
  })

  it('never gives an empty or an over-long text', () => {
    expect(beam(latticeOf([{ '-': 1 }, { '-': 1 }]), 8)).toEqual([])
    const long = latticeOf(Array.from({ length: 24 }, (_, i) => (i % 2 ? { '-': 1 } : { A: 0.6, B: 0.4 })))
    for (const each of beam(long, 8)) expect(each.text).toMatch(/^[AB]{1,10}$/)
  })

  it('finds what any of them thinks likely, and weighs it by all of them', () => {
    const first = sureOf('AB1', 20, 0.9)
    const lattice = {
      ...first,
      others: [sureOf('A81', 20, 0.99), sureOf('A81', 20, 0.99)].map((l) => l.logProbabilities),
    }
    const found = beam(lattice, 6)
    expect(found[0]?.text).toBe('A81')
    expect(found.length).toBeLessThanOrEqual(6)
    for (const { text, logProbability } of found) expect(logProbability).toBe(logProbabilityOf(lattice, text))
    expect(beam(first, 6)[0]?.text).toBe('AB1')
  })

  it('gives at most `width` texts, each once', () => {
    const vague: Lattice = latticeOf(
      Array.from({ length: 40 }, () => ({})),
      1,
    )
    const found = beam(vague, 16)
    expect(found.length).toBeLessThanOrEqual(16)
    expect(new Set(found.map((each) => each.text)).size).toBe(found.length)
  })
})
