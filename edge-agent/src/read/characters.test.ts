import { Read } from '@archway/shared/read'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { align, charactersOf } from './characters.ts'

const text = fc.stringMatching(/^[A-C0-1]{1,10}$/)

describe('align', () => {
  it('puts a missing or added character where the texts differ', () => {
    expect(align('AB12', 'AB12')).toEqual(['A', 'B', '1', '2'])
    expect(align('AB12', 'A812')).toEqual(['A', '8', '1', '2'])
    expect(align('AB12', 'A12')).toEqual(['A', null, '1', '2'])
    expect(align('AB12', 'ABX12')).toEqual(['A', 'B', '1', '2'])
    expect(align('A', '')).toEqual([null])
  })

  it('is itself for itself and uses the characters of the other in order', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(align(one, one)).toEqual([...one])
        let from = 0
        for (const char of align(one, other)) {
          if (char === null) continue
          const found = other.indexOf(char, from)
          expect(found).toBeGreaterThanOrEqual(from)
          from = found + 1
        }
      }),
    )
  })
})

describe('charactersOf', () => {
  it('weighs what the candidates have in each slot', () => {
    const [a, b] = charactersOf([
      { text: 'A8', probability: 0.6 },
      { text: 'AB', probability: 0.2 },
    ])
    expect(a?.probability).toBeCloseTo(1)
    expect(a?.rivals).toEqual([])
    expect(b?.char).toBe('8')
    expect(b?.probability).toBeCloseTo(0.75)
    expect(b?.rivals[0]?.char).toBe('B')
    expect(b?.rivals[0]?.probability).toBeCloseTo(0.25)
  })

  it('counts a candidate without the character against it, naming no rival', () => {
    const characters = charactersOf([
      { text: 'A1B', probability: 0.5 },
      { text: 'AB', probability: 0.5 },
    ])
    expect(characters[1]).toEqual({ char: '1', probability: 0.5, rivals: [] })
  })

  it('always gives characters that a Read accepts', () => {
    const candidates = fc.array(
      fc.record({ text, probability: fc.double({ min: 0, max: 0.1, noNaN: true }) }),
      {
        minLength: 1,
        maxLength: 10,
      },
    )
    fc.assert(
      fc.property(candidates, (given) => {
        const characters = charactersOf(given)
        expect(Read.shape.characters.safeParse(characters).success).toBe(true)
        expect(characters.map((each) => each.char).join('')).toBe(given[0]?.text)
      }),
    )
  })
})
