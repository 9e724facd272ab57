import { sha256 } from '@archway/shared/signing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packEntries, unpackEntries } from '../ledger/entry-columns.ts'
import { listedEntry } from '../ledger/ledger.fixture.ts'
import { entryFeed, type HandOver } from './entry-feed.ts'

const entries = fc
  .uniqueArray(fc.nat(100_000), { maxLength: 60 })
  .map((numbers) =>
    numbers.map((n) =>
      listedEntry({ id: `l:${sha256(String(n)).slice(0, 24)}`, raw: 'é'.repeat(n % 300) || 'x' }),
    ),
  )
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.nat(20), fc.integer({ min: 1, max: 7 }))
  .map(([least, more, piece]) => ({ least, most: least + more, piece }))

async function feedAll(
  given: Parameters<typeof packEntries>[0],
  handOver: HandOver,
  of: Parameters<typeof entryFeed>[1],
) {
  const feed = entryFeed(handOver, of)
  for (const entry of given) {
    feed.add(entry)
    if (feed.isFull() && (await feed.flush()) === 'outdated') return 'outdated'
  }
  return feed.end()
}

test('every entry is handed over once, whole, in order of ids within its piece, with two pieces under way at most', async () => {
  await fc.assert(
    fc.asyncProperty(entries, sizes, async (given, of) => {
      const handed: (readonly (string | null)[])[] = []
      let underWay = 0
      const handOver: HandOver = async (bytes) => {
        underWay += 1
        expect(underWay).toBeLessThanOrEqual(2)
        await new Promise((resolve) => setImmediate(resolve))
        // Read when it is answered, as another thread does: until then nobody may have written over it.
        const piece = unpackEntries(bytes)
        expect(piece.length).toBeLessThanOrEqual(of.piece)
        expect(piece.map(([id]) => id)).toEqual(piece.map(([id]) => id).sort())
        handed.push(...piece)
        underWay -= 1
        return 'added'
      }
      expect(await feedAll(given, handOver, of)).toBe('added')
      const byId = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1)
      expect(handed.sort(byId)).toEqual([...unpackEntries(packEntries(given))].sort(byId))
    }),
  )
})

test('a feed that was overtaken says so, and one that failed throws', async () => {
  const some = Array.from({ length: 9 }, (_, n) => listedEntry({ id: `l:${sha256(String(n)).slice(0, 24)}` }))
  const of = { least: 2, most: 3, piece: 1 }
  let pieces = 0
  expect(await feedAll(some, async () => (++pieces > 4 ? 'outdated' : 'added'), of)).toBe('outdated')
  const failing: HandOver = async () => {
    throw new Error('the disk is full')
  }
  await expect(feedAll(some, failing, of)).rejects.toThrow('the disk is full')
})

test('what a lot has no room for is refused, and not lost', () => {
  const feed = entryFeed(async () => 'added', { least: 1, most: 2, piece: 1 })
  for (const id of ['l:a', 'l:b']) feed.add(listedEntry({ id }))
  expect(() => feed.add(listedEntry({ id: 'l:c' }))).toThrow('hand it over first')
})
