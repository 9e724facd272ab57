import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paged } from './paged.ts'

test('whoever follows the cursors sees every item once, in order, on as few pages as can be', async () => {
  const lists = fc.uniqueArray(fc.nat(), { maxLength: 40 }).map((ids) => ids.sort((a, b) => b - a))
  await fc.assert(
    fc.asyncProperty(lists, fc.integer({ min: 1, max: 12 }), async (ids, limit) => {
      const seen: number[][] = []
      let before: number | null = null
      do {
        const from: number = before ?? Number.POSITIVE_INFINITY
        const page = await paged(
          limit,
          async (count) => ids.filter((id) => id < from).slice(0, count),
          (id) => id,
        )
        seen.push([...page.items])
        before = page.next
      } while (before !== null)
      expect(seen.flat()).toEqual(ids)
      expect(seen.length).toBe(Math.max(1, Math.ceil(ids.length / limit)))
    }),
  )
})

test('a list that gives more than it was asked for is cut all the same', async () => {
  expect(
    await paged(
      2,
      () => ['c', 'b', 'a'],
      (name) => name,
    ),
  ).toEqual({ items: ['c', 'b'], next: 'b' })
})
