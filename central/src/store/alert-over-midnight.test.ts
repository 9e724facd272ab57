import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Uuid7 } from '@archway/shared/id'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, judged, NOON, someHit, someRead } from './judged.fixture.ts'
import { openSqliteStoreHere } from './sqlite-store.ts'
import type { JudgedHit, Store } from './store.ts'

const MINUTE = 60_000
/** Between 2026-03-01 and 2026-03-02. */
const MIDNIGHT = NOON + DAY_MS / 2
const DWELL = { ms: 5 * MINUTE, metres: 300 }

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archway-midnight-'))
  store = openSqliteStoreHere(folder)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const save = async (minutes: number, hit: Partial<JudgedHit> = {}, device = 'unit-1', dwell = DWELL) => {
  const read = someRead({ capturedAt: MIDNIGHT + minutes * MINUTE, device })
  const made = someHit(read, hit)
  const [outcome] = await store.saveReads([{ ...judged(read, [made]), dwell }])
  return { read, id: made.alertId ?? '', outcome }
}
const dismiss = async (id: Uuid7) => {
  await store.acknowledge(id, 'ann', MIDNIGHT)
  await store.actOnAlert(id, { kind: 'dispose', by: 'ann', at: MIDNIGHT, disposition: 'misread', note: 'n' })
}
const alerts = () => store.alerts({ limit: 9 })

describe('a vehicle that stands there at midnight', () => {
  test('is one alert, with every further read of the new day, whoever asks for it', async () => {
    const first = await save(-6)
    const later = [await save(-2), await save(1), await save(5.5)]
    expect(later.map(({ outcome }) => outcome)).toEqual(['repeated', 'repeated', 'repeated'])
    const last = later[2]?.read.id ?? ''
    const expected = { id: first.id, repeats: { count: 3, last: { read: { id: last } } } }
    expect(await alerts()).toMatchObject([expected])
    expect(await store.alert(first.id)).toMatchObject(expected)
    expect(await store.alertsOfRead(last)).toMatchObject([expected])
    expect((await store.acknowledge(first.id, 'ann', MIDNIGHT))?.record).toMatchObject(expected)
    const looked = await store.actOnAlert(first.id, {
      kind: 'open',
      by: 'sue',
      at: MIDNIGHT,
      reason: 'pursuit',
    })
    expect(looked?.record).toMatchObject(expected)
    expect(await store.counts()).toMatchObject({ reads: 4, hits: 4, alerts: 1 })
    expect(await store.passing(last)).toMatchObject({ hits: [{}], alerts: [] })
  })

  test('stays one alert over further midnights', async () => {
    const halfADay = { ms: DAY_MS / 2, metres: 300 }
    const reads: Awaited<ReturnType<typeof save>>[] = []
    for (const hours of [-4, 7, 18, 29]) reads.push(await save(hours * 60, {}, 'unit-1', halfADay))
    expect(reads.map(({ outcome }) => outcome)).toEqual(['stored', 'repeated', 'repeated', 'repeated'])
    expect(await store.days()).toEqual(['2026-03-03', '2026-03-02', '2026-03-01'])
    const repeats = { count: 3, last: { read: { id: reads[3]?.read.id } } }
    expect(await alerts()).toMatchObject([{ id: reads[0]?.id, repeats }])
  })

  test('and is still found when the store was closed in between', async () => {
    const { id } = await save(-1)
    await store.close()
    store = openSqliteStoreHere(folder)
    await save(1)
    await store.close()
    store = openSqliteStoreHere(folder)
    expect(await alerts()).toMatchObject([{ id, repeats: { count: 1 } }])
  })

  test.each([
    ['after the dwell time', 4.5, {}, 'unit-1'],
    [
      'far away',
      1,
      { place: { lat: 38.61, lon: -90.2, label: null, basis: 'gps', accuracyMetres: 5 } },
      'unit-2',
    ],
    ['where nobody knows', 1, { place: null }, 'unit-2'],
  ] as const)('is another alert %s', async (_, minutes, hit, device) => {
    await save(-1)
    expect((await save(minutes, hit, device)).outcome).toBe('stored')
    expect(await alerts()).toHaveLength(2)
  })

  test('is another alert when the first one was dismissed, before or after midnight', async () => {
    const first = await save(-2)
    expect((await save(1)).outcome).toBe('repeated')
    await dismiss(first.id)
    const second = await save(2)
    expect(second.outcome).toBe('stored')
    await dismiss(second.id)
    expect((await save(2.5)).outcome).toBe('stored')
  })

  test('never disappears in what may only be looked at', async () => {
    await save(-1, { grade: 'look-only' })
    expect((await save(1)).outcome).toBe('stored')
    expect((await save(1, { grade: 'look-only' })).outcome).toBe('repeated')
  })
})

describe('each day dies by itself', () => {
  test('with the first day purged the reads of the next stay, and what comes then raises its own alert', async () => {
    await save(-1)
    const { read } = await save(1)
    await store.purgeDay('2026-03-01')
    expect(await alerts()).toEqual([])
    expect(await store.alertsOfRead(read.id)).toEqual([])
    expect(await store.passing(read.id)).toMatchObject({ hits: [{}] })
    const next = await save(2)
    expect(next.outcome).toBe('stored')
    expect(await alerts()).toMatchObject([{ id: next.id, repeats: null }])
  })

  test('with the next day purged the alert has what is left', async () => {
    const { id } = await save(-2)
    await save(-1)
    await save(1)
    await store.purgeDay('2026-03-02')
    expect(await alerts()).toMatchObject([{ id, repeats: { count: 1 } }])
  })

  test('a thinned day keeps what joined', async () => {
    const { id } = await save(-1)
    await save(1)
    await store.thinDay('2026-03-02')
    expect(await alerts()).toMatchObject([{ id, repeats: { count: 1 } }])
    expect((await save(2)).outcome).toBe('repeated')
  })
})

test('files of the schema before are brought to this one', async () => {
  const { id } = await save(-1)
  await save(1, {}, 'unit-9')
  await store.close()
  for (const day of ['2026-03-01', '2026-03-02']) {
    const db = new Database(join(folder, `${day}.db`))
    db.exec('DROP TABLE alert_joins; PRAGMA user_version = 3')
    db.close()
  }
  store = openSqliteStoreHere(folder)
  expect((await save(2)).outcome).toBe('repeated')
  expect(await store.alert(id)).toMatchObject({ repeats: { count: 1 } })
})
