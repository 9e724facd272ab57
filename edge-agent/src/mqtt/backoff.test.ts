import fc from 'fast-check'
import { expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

const settings = { firstMs: 1000, longestMs: 60_000 }

it('doubles up to the limit, and spreads over half of it', () => {
  expect([1, 2, 3, 7, 500].map((failures) => backoffMs(failures, 0, settings))).toEqual([
    500, 1000, 2000, 30_000, 30_000,
  ])
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (n, random) => {
        const wait = backoffMs(n, random, settings)
        expect(wait).toBeGreaterThanOrEqual(500)
        expect(wait).toBeLessThanOrEqual(60_000)
        expect(backoffMs(n, 0.9, settings)).toBeGreaterThan(backoffMs(n, 0.1, settings))
      },
    ),
  )
})
