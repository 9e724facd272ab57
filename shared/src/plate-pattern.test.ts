import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWhole, knownCharacters, matcherOf, PlatePattern, readPattern } from './plate-pattern.ts'

const plates = fc.stringMatching(/^[A-Z0-9]{1,10}$/)

describe('reading a pattern', () => {
  test.each([
    ['ab1-2?d', 'AB12?D'],
    [' a b * * 9', 'AB*9'],
    ['*', '*'],
    ['AB12CD3EFG', 'AB12CD3EFG'],
    ['???????*???', '???????*???'],
  ])('%s is %s', (raw, pattern) => {
    expect(readPattern(raw)).toEqual({ ok: true, value: pattern })
  })

  test.each(['', '--', 'ÄB12', "AB'; DROP", 'A_B', 'AB12CD3EFGH', '%', `${'*A'.repeat(11)}`])(
    '%s is refused',
    (raw) => {
      expect(readPattern(raw).ok).toBe(false)
    },
  )

  test('whatever is typed, it is refused or canonical, and stays what it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.stringMatching(/^[a-z0-9?* -]{0,30}$/)),
        (raw) => {
          const read = readPattern(raw)
          if (!read.ok) return
          expect(PlatePattern.safeParse(read.value).success).toBe(true)
          expect(readPattern(read.value)).toEqual(read)
        },
      ),
    )
  })
})

describe('matching', () => {
  test.each([
    ['AB?', 'ABC', true],
    ['AB?', 'AB', false],
    ['AB*', 'AB', true],
    ['*B*', 'AAB', true],
    ['*B*', 'AAC', false],
    ['?A*1', 'XA1', true],
    ['?A*1', 'A1', false],
  ])('%s and %s: %s', (pattern, plate, matches) => {
    expect(matcherOf(pattern, false)(plate)).toBe(matches)
  })

  test('folding is an option', () => {
    expect(matcherOf('AO1', false)('A0I')).toBe(false)
    expect(matcherOf('AO1', true)('A0I')).toBe(true)
    expect(matcherOf('?O1', true)('A0I')).toBe(true)
    expect(matcherOf('?O1', false)('A0I')).toBe(false)
  })

  test('a plate with some characters hidden still matches, and every "*" may be any run of it', () => {
    const hidden = fc.tuple(
      plates,
      fc.array(fc.constantFrom('keep', '?', '*'), { minLength: 10, maxLength: 10 }),
    )
    fc.assert(
      fc.property(hidden, fc.boolean(), ([plate, how], fold) => {
        const text = [...plate].map((char, at) => (how[at] === 'keep' ? char : how[at])).join('')
        const read = readPattern(text)
        if (!read.ok) throw new Error(read.error)
        expect(matcherOf(read.value, fold)(plate)).toBe(true)
        expect(knownCharacters(read.value)).toBe([...text].filter((char) => !'?*'.includes(char)).length)
        expect(isWhole(read.value)).toBe(text === plate)
      }),
    )
  })
})
