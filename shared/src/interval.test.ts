import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wilson } from './interval.ts'

test("agrees with the published values of Wilson's interval", () => {
  const { low = 0, high = 0 } = wilson(9, 10) ?? {}
  expect([low, high].map((bound) => bound.toFixed(3))).toEqual(['0.596', '0.982'])
  expect(wilson(0, 10)).toMatchObject({ share: 0, low: 0 })
  expect(wilson(0, 10)?.high.toFixed(3)).toBe('0.278')
})

test('says nothing of nothing', () => {
  expect(wilson(0, 0)).toBeNull()
})

test('holds the share, within 0 and 1, and narrows with more cases', () => {
  const counts = fc.integer({ min: 1, max: 1000 }).chain((of) => fc.tuple(fc.nat(of), fc.constant(of)))
  fc.assert(
    fc.property(counts, ([count, of]) => {
      const few = wilson(count, of)
      const many = wilson(count * 100, of * 100)
      if (!few || !many) return false
      return (
        few.low >= 0 &&
        few.high <= 1 &&
        few.low <= few.share + 1e-12 &&
        few.high >= few.share - 1e-12 &&
        many.high - many.low < few.high - few.low
      )
    }),
  )
})
