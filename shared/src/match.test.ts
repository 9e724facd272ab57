import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from './hotlist.ts'
import { indexHotlist } from './hotlist-index.ts'
import { match } from './match.ts'
import { foldPlate } from './plate.ts'
import { candidateLists } from './read.fixture.ts'

const NOW = Date.UTC(2026, 10, 24)
const entry = (id: string, plate: string, given: Partial<Entry> = {}): Entry => ({
  id,
  plate,
  folded: false,
  jurisdiction: 'us-mo',
  category: 'stolen-vehicle',
  flags: [],
  expiresAt: NOW + 1000,
  ...given,
})
const list = (...entries: Entry[]) => indexHotlist(7, entries)

describe('match', () => {
  it('gives the posterior mass of the strings that equal the entry', () => {
    const candidates = [
      { text: 'AB1C2D', probability: 0.7 },
      { text: 'A81C2D', probability: 0.25 },
    ]
    const found = match(
      candidates,
      list(entry('a', 'AB1C2D'), entry('b', 'A81C2D'), entry('c', 'XYZ')),
      NOW,
      0.1,
    )
    expect(found.map((hit) => [hit.entry, hit.probability, hit.exact, hit.listVersion])).toEqual([
      ['a', 0.7, 0.7, 7],
      ['b', 0.25, 0.25, 7],
    ])
  })

  it('never takes a neighbouring string for the entry: one edit away is no match', () => {
    expect(match([{ text: 'AB1C2E', probability: 0.99 }], list(entry('a', 'AB1C2D')), NOW, 0.01)).toEqual([])
  })

  it('labels what only folding carries, and counts it only for a source that cannot tell O from 0', () => {
    const candidates = [
      { text: 'AO1', probability: 0.6 },
      { text: 'A01', probability: 0.3 },
    ]
    const [strict] = match(candidates, list(entry('a', 'A01')), NOW, 0.1)
    expect(strict).toMatchObject({ exact: 0.3, probability: 0.3, text: 'A01' })
    expect(strict?.nearFolded).toBeCloseTo(0.6)
    const [loose] = match(candidates, list(entry('a', 'A01', { folded: true })), NOW, 0.1)
    expect(loose).toMatchObject({ exact: 0.3, nearFolded: 0, text: 'AO1' })
    expect(loose?.probability).toBeCloseTo(0.9)
  })

  it('drops what is below the least probability, and expired entries', () => {
    const candidates = [{ text: 'ABC', probability: 0.05 }]
    expect(match(candidates, list(entry('a', 'ABC')), NOW, 0.1)).toEqual([])
    expect(match(candidates, list(entry('a', 'ABC', { expiresAt: NOW })), NOW, 0)).toEqual([])
    expect(match(candidates, list(entry('a', 'ABC')), NOW, 0.05)).toHaveLength(1)
  })

  it('finds by index exactly what a scan of every pair finds, with no mass above the posterior', () => {
    const entries = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-z]{1,6}$/),
        plate: fc.stringMatching(/^[O0I1AB8]{1,5}$/),
        folded: fc.boolean(),
      }),
      { selector: (given) => given.id, maxLength: 30 },
    )
    fc.assert(
      fc.property(candidateLists, entries, (candidates, given) => {
        const all = given.map(({ id, plate, folded }) => entry(id, plate, { folded }))
        const found = new Map(match(candidates, list(...all), NOW, 0).map((hit) => [hit.entry, hit]))
        for (const one of all) {
          const alike = candidates.filter((c) => foldPlate(c.text) === foldPlate(one.plate))
          const counted = alike.filter((c) => one.folded || c.text === one.plate)
          const expected = counted.reduce((sum, c) => sum + c.probability, 0)
          const hit = found.get(one.id)
          expect(hit !== undefined).toBe(alike.length > 0)
          if (hit) {
            expect(hit.probability).toBeCloseTo(expected, 9)
            expect(hit.probability + hit.nearFolded).toBeLessThanOrEqual(1 + 1e-9)
          }
        }
      }),
    )
  })
})
