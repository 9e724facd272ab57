import { entryRows } from '@archway/shared/entry-rows'
import { hotlistDigest } from '@archway/shared/list-digest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { entryPages } from './entry-pages.ts'
import { bytes, csvOf, POLICY } from './hotlist.fixture.ts'
import { importList } from './import-list.ts'
import { LAYOUTS } from './layouts.ts'

const NOW = Date.UTC(2026, 10, 24)
const HOUR = 3_600_000

let ledger: Ledger
let policy: typeof POLICY
beforeEach(() => {
  policy = POLICY
  ledger = openLedgerHere(':memory:')
})
afterEach(() => ledger.close())

const csv = (...plates: string[]) => csvOf(plates)
const bring = (
  content: Uint8Array,
  { list = 'hot', sourceAt = NOW, dryRun = false, shrinkConfirmedBy = null as string | null, now = NOW } = {},
) => {
  const layout = LAYOUTS.csv
  if (!layout) throw new Error('no csv layout')
  return importList(
    { list, open: () => [content], layout, sourceAt },
    { dryRun, shrinkConfirmedBy },
    { ledger, policy, now, by: 'it', maxAgeMs: 72 * HOUR },
  )
}
const plates = async () => {
  const version = (await ledger.hotlistVersion())?.version ?? 0
  return (await ledger.entriesAt(version, '', 100)).map(({ plate }) => plate).sort()
}
/** All that stands in the ledger's file for a version, whether it exists or not. */
const packed = async (version: number) => {
  const rows = entryRows()
  for await (const page of entryPages(ledger, version)) rows.append(page)
  return [...rows].map(({ plate }) => plate).sort()
}

describe('import', () => {
  test('a file becomes a version whose digest is over what units will hold, other lists included', async () => {
    expect(await bring(csv('A1', 'A2'))).toMatchObject({
      ok: true,
      value: { version: 1, entries: 2, before: 0 },
    })
    await bring(csv('B1'), { list: 'other', sourceAt: NOW - HOUR })
    const version = await ledger.hotlistVersion()
    expect(version).toMatchObject({ version: 2, entries: 3, oldestSourceAt: NOW - HOUR })
    expect(version?.digest).toBe(hotlistDigest(await ledger.entriesAt(2, '', 100)))
    expect(await plates()).toEqual(['A1', 'A2', 'B1'])
  })

  test('a list larger than what is sorted and handed over at once is whole, and so is what left and came', async () => {
    const named = (from: number, until: number) =>
      Array.from({ length: until - from }, (_, i) => `A${(from + i).toString(10).padStart(6, '0')}`)
    const count = 105_001
    expect(await bring(csv(...named(0, count)))).toMatchObject({ ok: true, value: { entries: count } })
    expect(await bring(csv(...named(2, count + 3)))).toMatchObject({
      ok: true,
      value: { entries: count + 1 },
    })
    const version = await ledger.hotlistVersion()
    const kept = await ledger.entriesAt(2, '', 2 * count)
    expect(kept.map(({ plate }) => plate).sort()).toEqual(named(2, count + 3))
    expect(version).toMatchObject({ version: 2, entries: count + 1, digest: hotlistDigest(kept) })
    expect(await ledger.differenceSize(1, 2)).toBe(5)
  })

  test('a dry run says everything and changes nothing', async () => {
    const outcome = await bring(csv('A1', 'UNK'), { dryRun: true })
    expect(outcome).toMatchObject({
      ok: true,
      value: { version: null, entries: 1, report: { refused: { plate: 1 } } },
    })
    expect(await ledger.hotlistVersion()).toBeNull()
  })

  test('a shrink of more than a fifth needs a person', async () => {
    const ten = Array.from({ length: 10 }, (_, i) => `A${i}`)
    await bring(csv(...ten))
    expect(await bring(csv(...ten.slice(2)))).toMatchObject({ ok: true })
    const refused = await bring(csv(...ten.slice(4)))
    expect(refused).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/from 8 to 6.*--accept-shrink/) },
    })
    expect(await plates()).toHaveLength(8)
    expect(await bring(csv(...ten.slice(4)), { shrinkConfirmedBy: 'kim' })).toMatchObject({ ok: true })
    expect(await plates()).toHaveLength(6)
  })

  test('a file that turns out false at its end leaves nothing behind', async () => {
    await bring(csv('A1'))
    const cut = bytes('plate,category', 'A1,stolen-vehicle', 'A2,stolen-vehicle', 'TOTAL 3')
    expect(await bring(cut)).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/says 3 records and the file has 2/) },
    })
    expect(await plates()).toEqual(['A1'])
    expect(await packed(99)).toEqual(['A1'])
  })

  test('who confirmed a shrink stands in the use log', async () => {
    await bring(csv('A1', 'A2', 'A3'))
    await bring(csv('A1'), { shrinkConfirmedBy: 'kim' })
    expect((await ledger.uses(0, 9)).at(-1)?.detail).toMatch(/shrink confirmed by kim$/)
  })

  test('the share that a list may lose is policy', async () => {
    await bring(csv('A1', 'A2', 'A3'))
    policy = { ...POLICY, hotlist: { ...POLICY.hotlist, shrinkPercent: 50 } }
    expect(await bring(csv('A1', 'A2'))).toMatchObject({ ok: true })
  })

  test('a file without any entry never silently empties a list', async () => {
    expect(await bring(csv('UNK'))).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/no line gave an entry/) },
    })
    expect(await bring(bytes('plate,category'))).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/no records/) },
    })
    expect(await ledger.hotlistVersion()).toBeNull()
  })

  test('a source of the future, a dead one, and one older than what is in force are refused', async () => {
    expect(await bring(csv('A1'), { sourceAt: NOW + HOUR })).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/future/) },
    })
    expect(await bring(csv('A1'), { sourceAt: NOW - 72 * HOUR })).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/72 hours old/) },
    })
    await bring(csv('A1'))
    expect(await bring(csv('A1'), { sourceAt: NOW - HOUR })).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/newer/) },
    })
    expect(await bring(csv('A1'))).toMatchObject({ ok: true })
  })

  test('every import and every refused one is in the use log, without a plate', async () => {
    await bring(csv('A1', 'UNK'))
    await bring(csv('SECRET7'), { sourceAt: NOW + HOUR })
    const uses = await ledger.uses(0, 10)
    expect(uses.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'hotlist-import success',
      'hotlist-import failure',
    ])
    expect(uses[0]?.detail).toMatch(/^1 entries; refused plate 1; file [0-9a-f]{16}$/)
    expect(JSON.stringify(uses)).not.toMatch(/SECRET7|A1/)
  })

  test('imports that race both end up in force', async () => {
    const outcomes = await Promise.all([bring(csv('A1'), { list: 'a' }), bring(csv('B1'), { list: 'b' })])
    expect(outcomes.every(({ ok }) => ok)).toBe(true)
    expect(await plates()).toEqual(['A1', 'B1'])
    const version = await ledger.hotlistVersion()
    expect(version?.digest).toBe(hotlistDigest(await ledger.entriesAt(2, '', 100)))
  })
})
