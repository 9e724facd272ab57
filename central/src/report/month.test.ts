import { expect, test } from 'vitest'
import { monthName, monthsBack, spanOf } from './month.ts'

test('a month is from its first midnight to that of the next, also over the year', () => {
  expect(spanOf('2026-12')).toEqual({ from: Date.UTC(2026, 11, 1), until: Date.UTC(2027, 0, 1) })
  expect(spanOf('2028-02').until - spanOf('2028-02').from).toBe(29 * 86_400_000)
  expect(monthName('2026-10')).toBe('October 2026')
})

test('months back end with the one of the beginning', () => {
  const at = Date.UTC(2026, 2, 31, 23)
  expect(monthsBack(Date.UTC(2025, 11, 31), at)).toEqual(['2026-03', '2026-02', '2026-01', '2025-12'])
  expect(monthsBack(Date.UTC(2026, 2, 1), at)).toEqual(['2026-03'])
  expect(monthsBack(0, at)).toHaveLength(12)
})
