import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockTime, duration, lapse, likelihood, percent } from './figures.ts'

describe('percent', () => {
  test('rounds down and never claims certainty', () => {
    expect(percent(0.9499)).toBe('94.9 %')
    expect(percent(0.95)).toBe('95.0 %')
    expect(percent(0.29)).toBe('29.0 %')
    expect(percent(1)).toBe('> 99.9 %')
    expect(percent(0.9995)).toBe('> 99.9 %')
    expect(percent(0.0004)).toBe('< 0.1 %')
    expect(percent(0)).toBe('0.0 %')
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (p) => {
        expect(percent(p)).not.toContain('100')
      }),
    )
  })
})

test('likelihood words fall with the probability', () => {
  expect([1, 0.97, 0.9, 0.6, 0.3, 0.01].map(likelihood)).toEqual([
    'almost certain',
    'very likely',
    'likely',
    'more likely than not',
    'possible',
    'unlikely',
  ])
})

test('durations', () => {
  expect(duration(-5)).toBe('0 s')
  expect(duration(59_999)).toBe('59 s')
  expect(duration(60_000)).toBe('1 min')
  expect(duration(3_600_000 * 3 + 60_000 * 5)).toBe('3 h 05 min')
  expect(duration(86_400_000 * 2 + 3_600_000 * 4)).toBe('2 d 4 h')
  expect(lapse(640)).toBe('0.6 s')
  expect(lapse(90_000)).toBe('1 min')
})

test('the date stands before the time only when it is another day', () => {
  const noon = new Date(2026, 10, 24, 12, 3, 4).getTime()
  expect(clockTime(noon, noon + 60_000)).toBe('12:03:04')
  expect(clockTime(noon, noon + 86_400_000)).toBe('Nov 24, 2026, 12:03:04')
})
