import { uuid7 } from '@archway/shared/id'
import { expect, test } from 'vitest'
import type { ShownPage } from '../ledger/search-ledger.ts'
import { random } from '../store/judged.fixture.ts'
import { createShownCounts } from './shown-counts.ts'

const [one, other] = [uuid7(1, random), uuid7(2, random)]

test('writes what was noted once, in one lot, and nothing when nothing was', async () => {
  const written: (readonly ShownPage[])[] = []
  const counts = createShownCounts({ countShown: async (pages) => void written.push(pages) })
  await counts.write()
  counts.note(one, 3)
  counts.note(other, 0)
  await counts.write()
  await counts.write()
  expect(written).toEqual([
    [
      { search: one, reads: 3 },
      { search: other, reads: 0 },
    ],
  ])
})

test('keeps what could not be written, before what came meanwhile', async () => {
  let fails = true
  const written: (readonly ShownPage[])[] = []
  const counts = createShownCounts({
    countShown: async (pages) => {
      if (fails) throw new Error('the disk is full')
      written.push(pages)
    },
  })
  counts.note(one, 3)
  const failing = counts.write()
  counts.note(other, 2)
  await expect(failing).rejects.toThrow('full')
  fails = false
  await counts.write()
  expect(written.flat()).toEqual([
    { search: one, reads: 3 },
    { search: other, reads: 2 },
  ])
})
