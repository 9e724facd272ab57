import { describe, expect, test } from 'vitest'
import { compareLook, seesTheSame } from './verification.ts'

const entry = { plate: 'B801QK', folded: false, jurisdiction: 'us-mo' }
const typed = { plate: 'B801QK', state: 'us-mo', confirmsLive: true }
const compare = (
  change: Partial<Omit<typeof typed, 'state'>> & { state?: string | null } = {},
  over: Partial<Omit<typeof entry, 'jurisdiction'>> & { jurisdiction?: string | null } = {},
) => compareLook({ ...typed, ...change }, { ...entry, ...over }, 'B801QK', 'live')

describe('a blind look', () => {
  test('agrees when plate and state are exactly the entry’s', () => {
    expect(compare()).toEqual({ plate: 'same', read: 'same', state: 'same', live: 'live' })
    expect(seesTheSame(compare())).toBe(true)
  })

  test.each([
    ['another character', { plate: 'B801QX' }, {}, { plate: 'differs' }],
    ['a character less', { plate: 'B801Q' }, {}, { plate: 'differs' }],
    ['O for 0', { plate: 'B8O1QK' }, {}, { plate: 'letter-or-digit' }],
    ['I for 1', { plate: 'B80IQK' }, {}, { plate: 'letter-or-digit' }],
    ['another state', { state: 'us-il' }, {}, { state: 'differs' }],
    ['no state that could be made out', { state: null }, {}, { state: 'not-seen' }],
  ])('does not agree: %s', (_, change, over, found) => {
    expect(compare(change, over)).toMatchObject(found)
    expect(seesTheSame(compare(change, over))).toBe(false)
  })

  test('O for 0 agrees, and says so, where the list cannot tell them apart', () => {
    const found = compare({ plate: 'B8OIQK' }, { folded: true })
    expect(found).toMatchObject({ plate: 'same-folded', read: 'letter-or-digit' })
    expect(seesTheSame(found)).toBe(true)
    expect(seesTheSame(compare({ plate: 'B8O1QX' }, { folded: true }))).toBe(false)
  })

  test('a list without a state leaves nothing to compare, and says so', () => {
    expect(compare({ state: null }, { jurisdiction: null })).toMatchObject({ state: 'not-listed' })
    expect(seesTheSame(compare({}, { jurisdiction: null }))).toBe(true)
  })

  test('life is confirmed by a person, and never of an entry that is gone', () => {
    expect(compare({ confirmsLive: false }).live).toBe('not-confirmed')
    expect(compareLook(typed, entry, 'B801QK', 'withdrawn').live).toBe('withdrawn')
    expect(compareLook({ ...typed, confirmsLive: false }, entry, 'B801QK', 'expired').live).toBe('expired')
  })
})
