import { describe, expect, test } from 'vitest'
import { dayEnd, dayOf, dayStart, dayText } from './dates.ts'

const at = (text: string) => Date.parse(text)

describe('days of the department', () => {
  test.each([
    ['2026-01-15', '2026-01-15T06:00:00Z', '2026-01-16T05:59:00Z'],
    ['2026-07-15', '2026-07-15T05:00:00Z', '2026-07-16T04:59:00Z'],
    // The days on which the clocks change have 23 and 25 hours.
    ['2026-03-08', '2026-03-08T06:00:00Z', '2026-03-09T04:59:00Z'],
    ['2026-11-01', '2026-11-01T05:00:00Z', '2026-11-02T05:59:00Z'],
  ])('%s begins and ends in Central Time', (day, start, end) => {
    expect(dayStart(day)).toBe(at(start))
    expect(dayEnd(day)).toBe(at(end))
    expect([dayOf(at(start)), dayOf(at(end))]).toEqual([day, day])
  })

  test('what is no day is none', () => {
    expect(['', '2026-13-01', 'yesterday', '1969-01-01'].map(dayStart)).toEqual([null, null, null, null])
    expect(dayEnd('')).toBeNull()
  })

  test('a day is said in words', () => {
    expect(dayText(at('2026-11-25T05:59:00Z'))).toBe('Nov 24, 2026')
  })
})
