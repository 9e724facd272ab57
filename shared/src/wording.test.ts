import { describe, expect, test } from 'vitest'
import { Doubt, Grade } from './alert.ts'
import { Category, EntryFlag } from './hotlist.ts'
import { CATEGORY_NAMES, DOUBT_ADVICE, FLAG_NAMES, GRADE_NAMES, jurisdictionName } from './wording.ts'

describe('wording', () => {
  test('every value of the contract has its own words', () => {
    for (const [values, names] of [
      [Grade.options, GRADE_NAMES],
      [Category.options, CATEGORY_NAMES],
      [EntryFlag.options, FLAG_NAMES],
    ] as const) {
      const words = values.map((value) => (names as Record<string, string>)[value])
      expect(new Set(words).size).toBe(values.length)
      expect(words).not.toContain(undefined)
    }
  })

  test('every doubt says what to do, as the end of a sentence', () => {
    for (const doubt of Doubt.options) {
      expect(DOUBT_ADVICE[doubt].what).toMatch(/^[A-Z].*[^.]$/)
      expect(DOUBT_ADVICE[doubt].todo).toMatch(/^[a-z].*\.$/)
    }
  })

  test('states are named; an unknown code is shown as it is', () => {
    expect(jurisdictionName('us-mo')).toBe('Missouri')
    expect(jurisdictionName('us-dc')).toBe('District of Columbia')
    expect(jurisdictionName('ca-on')).toBe('Ontario')
    expect(jurisdictionName('mx-son')).toBe('MX-SON')
  })
})
