import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Comparison } from '@archway/shared/verification'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AlertAct } from './alert-acts.ts'
import { judged, NOON, someHit, someRead } from './judged.fixture.ts'
import { openSqliteStoreHere } from './sqlite-store.ts'
import type { JudgedHit, Store } from './store.ts'

const MINUTE = 60_000
const SAME: Comparison = { plate: 'same', read: 'same', state: 'same', live: 'live' }

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archway-acts-'))
  store = openSqliteStoreHere(folder)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

/** An alert of its own, acknowledged unless it is said otherwise. */
async function alert(acknowledged = true): Promise<string> {
  const read = someRead()
  const hit = someHit(read)
  const id = hit.alertId ?? ''
  await store.saveReads([judged(read, [hit])])
  if (acknowledged) await store.acknowledge(id, 'ann', NOON + 1)
  return id
}
const look = (by: string, found: Partial<Comparison> = {}, mayOverrule = false): AlertAct => ({
  kind: 'look',
  by,
  at: NOON + 2,
  plate: 'AB12CD',
  state: 'us-mo',
  confirmsLive: true,
  found: { ...SAME, ...found },
  mayOverrule,
})
const dispose = (by: string, disposition: 'correct' | 'misread'): AlertAct => ({
  kind: 'dispose',
  by,
  at: NOON + 3,
  disposition,
  note: 'as seen',
})
const act = async (id: string, what: AlertAct) => {
  const done = await store.actOnAlert(id, what)
  return done && `${done.outcome}, ${done.record.state}`
}

describe('looks', () => {
  test('only an acknowledged alert can be looked at, and a look that agrees verifies it', async () => {
    const id = await alert(false)
    expect(await act(id, look('ann'))).toBe('not-acknowledged, raised')
    await store.acknowledge(id, 'ann', NOON + 1)
    expect(await act(id, look('ann'))).toBe('verified, verified')
    expect(await act(id, look('bob'))).toBe('settled, verified')
    expect((await store.alert(id))?.looks).toMatchObject([{ by: 'ann', outcome: 'verified', found: SAME }])
  })

  test('a disagreement blocks, stays, and only who may overrule it verifies by an own look', async () => {
    const id = await alert()
    expect(await act(id, look('ann', { plate: 'letter-or-digit' }))).toBe('disagreed, acknowledged')
    expect(await act(id, look('ann'))).toBe('looked-already, acknowledged')
    expect(await act(id, look('bob'))).toBe('needs-supervisor, acknowledged')
    expect(await act(id, look('sue', { state: 'not-seen' }, true))).toBe('disagreed, acknowledged')
    expect(await act(id, look('tom', {}, true))).toBe('verified, verified')
    const outcomes = (await store.alert(id))?.looks.map(({ by, outcome }) => `${by} ${outcome}`)
    expect(outcomes?.toSorted()).toEqual([
      'ann disagreed',
      'bob needs-supervisor',
      'sue disagreed',
      'tom verified',
    ])
  })

  test('what is not confirmed to be live is not verified; who agreed confirms it later, and types the same', async () => {
    const id = await alert()
    expect(await act(id, look('ann', { live: 'not-confirmed' }))).toBe('agreed, acknowledged')
    expect(await act(id, { ...look('ann'), plate: 'AB12CX' } as AlertAct)).toBe(
      'looked-already, acknowledged',
    )
    expect(await act(id, look('ann', { live: 'withdrawn' }))).toBe('agreed, acknowledged')
    expect(await act(id, look('ann'))).toBe('verified, verified')
  })

  test('who opened the entry cannot verify any more', async () => {
    const id = await alert()
    expect(await act(id, { kind: 'open', by: 'sue', at: NOON, reason: 'pursuit' })).toBe('done, acknowledged')
    expect(await act(id, look('sue'))).toBe('opened-before, acknowledged')
    expect((await store.alert(id))?.openings).toEqual([{ by: 'sue', at: NOON, reason: 'pursuit' }])
  })
})

describe('an alert’s end', () => {
  test('dismissed without being verified, closed after, never "correct" unverified', async () => {
    const id = await alert(false)
    expect(await act(id, dispose('ann', 'misread'))).toBe('not-acknowledged, raised')
    await store.acknowledge(id, 'ann', NOON)
    expect(await act(id, dispose('ann', 'correct'))).toBe('verify-first, acknowledged')
    expect(await act(id, dispose('ann', 'misread'))).toBe('done, dismissed')
    expect(await act(id, dispose('bob', 'misread'))).toBe('done, closed')
    expect(await act(id, dispose('bob', 'misread'))).toBe('settled, closed')
    expect((await store.alert(id))?.dispositions.map(({ by }) => by)).toEqual(['ann', 'bob'])
  })

  test('escalated and shown once; nobody knows of an alert that is not there', async () => {
    const id = await alert(false)
    expect(await act(id, { kind: 'escalate', at: 5 })).toBe('done, raised')
    expect(await act(id, { kind: 'escalate', at: 6 })).toBe('done-already, raised')
    expect(await act(id, { kind: 'show', at: 7, committedAt: 4 })).toBe('done, raised')
    expect(await act(id, { kind: 'show', at: 8, committedAt: 5 })).toBe('done-already, raised')
    expect(await store.alert(id)).toMatchObject({ escalatedAt: 5, shownAt: 7, committedAt: 4 })
    expect(
      await act(`${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`, { kind: 'escalate', at: 5 }),
    ).toBeNull()
  })
})

describe('dwell', () => {
  const DWELL = { ms: 5 * MINUTE, metres: 300 }
  const save = async (minutes: number, change: { device?: string; hit?: Partial<JudgedHit> } = {}) => {
    const read = someRead({ capturedAt: NOON + minutes * MINUTE, device: change.device ?? 'unit-1' })
    const hit = someHit(read, change.hit)
    const [outcome] = await store.saveReads([{ ...judged(read, [hit]), dwell: DWELL }])
    return { read, id: hit.alertId ?? '', outcome }
  }
  const place = (lat: number) => ({
    place: { lat, lon: -90.2, label: null, basis: 'gps' as const, accuracyMetres: 5 },
  })

  test('one vehicle within the dwell time is one alert with a count and the latest read; no read is lost', async () => {
    const first = await save(0)
    expect(first.outcome).toBe('stored')
    const later = [await save(4), await save(8), await save(-3)]
    expect(later.map(({ outcome }) => outcome)).toEqual(['repeated', 'repeated', 'repeated'])
    const [alert, ...others] = await store.alerts({ limit: 9 })
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      id: first.id,
      repeats: { count: 3, last: { read: { id: later[1]?.read.id } } },
    })
    expect(await store.counts()).toMatchObject({ reads: 4, hits: 4, alerts: 1 })
    expect(await store.passing(later[0]?.read.id ?? '')).toMatchObject({ hits: [{}], alerts: [] })
    expect(await store.alertsOfRead(later[0]?.read.id ?? '')).toMatchObject([{ id: first.id }])
  })

  test.each([
    ['after the dwell time', 5.1, {}, 2],
    ['at another unit nearby', 2, { device: 'unit-2', hit: place(38.602) }, 1],
    ['at another unit far away', 2, { device: 'unit-2', hit: place(38.61) }, 2],
    ['at another unit whose place is not known', 2, { device: 'unit-2', hit: { place: null } }, 2],
  ])('%s', async (_, minutes, change, alerts) => {
    await save(0)
    await save(minutes, change)
    expect(await store.alerts({ limit: 9 })).toHaveLength(alerts)
  })

  test('what may be acted on never disappears in what may only be looked at, nor in what was dismissed', async () => {
    const look = { hit: { grade: 'look-only' as const } }
    const { id } = await save(0, look)
    expect((await save(1)).outcome).toBe('stored')
    await store.acknowledge(id, 'ann', NOON)
    await store.actOnAlert(id, dispose('ann', 'misread'))
    expect((await save(1, look)).outcome, 'joins the one that may be acted on').toBe('repeated')
    const [newest] = await store.alerts({ limit: 1 })
    await store.acknowledge(newest?.id ?? '', 'ann', NOON)
    await store.actOnAlert(newest?.id ?? '', dispose('ann', 'misread'))
    expect((await save(1.5, look)).outcome).toBe('stored')
  })

  test('a Read that comes again changes nothing', async () => {
    await save(0)
    const read = someRead({ capturedAt: NOON + MINUTE })
    const again = { ...judged(read, [someHit(read)]), dwell: DWELL }
    expect(await store.saveReads([again, again])).toEqual(['repeated', 'duplicate'])
    expect((await store.alerts({ limit: 9 }))[0]?.repeats?.count).toBe(1)
  })
})
