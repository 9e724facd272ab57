import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EntryRows, entryRows } from './entry-rows.ts'
import { Category, type Entry } from './hotlist.ts'
import { bucketDigests, hotlistDigest, listDigest } from './list-digest.ts'
import { foldPlate } from './plate.ts'
import { bucketOf, bucketStart, plateKey, plateOfKey } from './plate-key.ts'
import { ROW_BYTES } from './row-columns.ts'

const plate = fc.stringMatching(/^[A-Z0-9]{1,10}$/)
const id = fc.oneof(
  fc.stringMatching(/^(?:ncic|manual):[0-9a-f]{24}$/),
  fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/),
)
const entry: fc.Arbitrary<Entry> = fc.record({
  id,
  plate,
  folded: fc.boolean(),
  jurisdiction: fc.constantFrom(null, 'us-mo', 'us-il', 'ca-on'),
  category: fc.constantFrom(...Category.options),
  flags: fc.constantFrom([], ['armed'], ['hold-for-latents'], ['armed', 'hold-for-latents']) as fc.Arbitrary<
    Entry['flags']
  >,
  expiresAt: fc.nat(5_000_000_000_000),
})
const list = fc.uniqueArray(entry, { maxLength: 40, selector: (one) => one.id })

const settled = (entries: readonly Entry[]): EntryRows => {
  const rows = entryRows(entries)
  rows.settle()
  return rows
}
const byId = (entries: Iterable<Entry>) => [...entries].sort((a, b) => (a.id < b.id ? -1 : 1))

describe('a plate as a number', () => {
  it('comes back, and numbers stand in the order of plates', () => {
    fc.assert(
      fc.property(plate, plate, (a, b) => {
        expect(plateOfKey(plateKey(a))).toBe(a)
        expect(Number.isSafeInteger(plateKey(a))).toBe(true)
        expect(Math.sign(plateKey(a) - plateKey(b))).toBe(a < b ? -1 : a > b ? 1 : 0)
        expect(bucketStart(bucketOf(plateKey(a)))).toBeLessThanOrEqual(plateKey(a))
        expect(bucketStart(bucketOf(plateKey(a)) + 1)).toBeGreaterThan(plateKey(a))
      }),
    )
    expect(plateOfKey(plateKey('ZZZZZZZZZZ'))).toBe('ZZZZZZZZZZ')
  })
})

describe('entries as rows', () => {
  it('come back as they were, in order of folded plate', () => {
    fc.assert(
      fc.property(list, (entries) => {
        const rows = settled(entries)
        expect(byId(rows)).toEqual(byId(entries))
        const keys = [...rows].map((one) => foldPlate(one.plate))
        expect(keys).toEqual([...keys].sort())
      }),
    )
  })

  it('are found by folded plate, all of them and no other', () => {
    const close = fc.uniqueArray(
      fc.tuple(entry, fc.stringMatching(/^[O0I1A]{1,3}$/)).map(([one, text]) => ({ ...one, plate: text })),
      { maxLength: 40, selector: (one) => one.id },
    )
    fc.assert(
      fc.property(close, fc.stringMatching(/^[O0I1A]{1,3}$/), (entries, asked) => {
        const wanted = entries.filter((one) => foldPlate(one.plate) === foldPlate(asked))
        expect(byId(settled(entries).withPlate(foldPlate(asked)))).toEqual(byId(wanted))
      }),
    )
  })

  it('change in place to exactly what the change says, and so does the digest before it is made', () => {
    fc.assert(
      fc.property(list, list, fc.func(fc.boolean()), (before, after, stays) => {
        const rows = settled(before)
        const known = bucketDigests(rows)
        const coming = settled(after.filter((one) => !before.some((old) => old.id === one.id)))
        const leaving = new Set([...Array(rows.size).keys()].filter((row) => !stays(rows.idAt(row))))
        const wanted = [...before.filter((one) => stays(one.id)), ...coming]
        const announced = bucketDigests(rows, { leaving, coming }, known)
        expect(byId(rows)).toEqual(byId(before))
        rows.amend(leaving, coming)
        expect(byId(rows)).toEqual(byId(wanted))
        expect(listDigest(announced)).toBe(hotlistDigest(wanted))
        expect(announced).toEqual(bucketDigests(rows))
      }),
    )
  })

  it('are found by id, of whatever form', () => {
    fc.assert(
      fc.property(list, fc.func(fc.boolean()), (entries, isAsked) => {
        const rows = settled(entries)
        const ids = entries.map((one) => one.id).filter(isAsked)
        const found = [...rows.find(new Set([...ids, 'nobody', 'ncic:000000000000000000000000']))]
        expect(found.map(rows.idAt).sort()).toEqual(ids.sort())
      }),
    )
  })

  it('are refused where the bytes end within one', () => {
    const rows = entryRows()
    expect(() => rows.unpack(new Uint8Array(ROW_BYTES + 1))).toThrow('no whole rows')
    expect(rows.size).toBe(0)
  })

  it('are appended from elsewhere with tables of their own, all of them or those of some ids', () => {
    fc.assert(
      fc.property(list, list, fc.constantFrom('ncic:', 'manual:', 'A', ''), (before, others, start) => {
        const given = entryRows(others)
        const packed = { bytes: given.packed(0, given.size), tables: structuredClone(given.tables()) }
        const rows = entryRows(before)
        rows.append(packed, (head) => head.startsWith(start))
        const wanted = others.filter(({ id }) => id.startsWith(start))
        expect([...rows]).toEqual([...entryRows(before), ...entryRows(wanted)])
      }),
    )
  })

  it('take 24 bytes each', () => {
    expect(entryRows([], 1000).bytes()).toBe(24_000)
  })
})

describe('hotlistDigest', () => {
  const one = (name: string): Entry => ({
    id: name,
    plate: 'AB1',
    folded: false,
    jurisdiction: null,
    category: 'stolen-plate',
    flags: [],
    expiresAt: 9,
  })
  it('depends on every entry and on nothing but the entries', () => {
    const [a, b, c] = [one('a'), one('b'), one('c')]
    const digest = hotlistDigest([a, b, c])
    expect(hotlistDigest([c, a, b])).toBe(digest)
    const others: Entry[][] = [
      [a, b],
      [{ ...a, plate: 'AB2' }, b, c],
      [{ ...a, plate: 'ABI' }, b, c],
      [{ ...a, id: 'd' }, b, c],
      [{ ...a, folded: true }, b, c],
      [{ ...a, jurisdiction: 'us-mo' }, b, c],
      [{ ...a, category: 'stolen-vehicle' }, b, c],
      [{ ...a, flags: ['armed'] }, b, c],
      [{ ...a, expiresAt: 10 }, b, c],
    ]
    for (const other of others) expect(hotlistDigest(other)).not.toBe(digest)
  })
})
