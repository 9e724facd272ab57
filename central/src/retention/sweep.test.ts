import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayAt, uuid7 } from '@archway/shared/id'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DAY_MS, judged, NOON, random, someRead } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { openFileVault } from '../vault/file-vault.ts'
import type { Vault } from '../vault/vault.ts'
import { isBeyondRetention } from './retention.ts'
import { keepSwept, sweep } from './sweep.ts'

describe('retention', () => {
  const midnight = Date.UTC(2026, 2, 1)
  it.each([90, 30, 1])('of %i days keeps a day until it is that old, to the millisecond', (days) => {
    const day = dayAt(midnight)
    expect(isBeyondRetention(day, midnight, days)).toBe(false)
    expect(isBeyondRetention(day, midnight + days * DAY_MS - 1, days)).toBe(false)
    expect(isBeyondRetention(day, midnight + days * DAY_MS, days)).toBe(true)
    expect(isBeyondRetention(day, midnight + (days + 400) * DAY_MS, days)).toBe(true)
  })
  it('of no days keeps nothing', () => {
    expect(isBeyondRetention(dayAt(midnight), midnight, 0)).toBe(true)
  })
})

describe('sweep', () => {
  let folder: string
  let vault: Vault
  let store: Store
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archway-sweep-'))
    vault = await openFileVault({ days: join(folder, 'days'), keys: join(folder, 'keys') }, randomBytes(32))
    store = openSqliteStoreHere(join(folder, 'days'))
  })
  afterEach(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })

  const daysOld = (days: number) => NOON - days * DAY_MS
  const keep = async (capturedAt: number) => {
    const read = someRead({ capturedAt })
    const image = uuid7(capturedAt, random)
    await store.saveReads([judged(read)])
    await vault.put(image, Buffer.from('image'))
    return { read, image, day: dayAt(capturedAt) }
  }

  it.each([90, 30])(
    'of a retention of %i days purges what is that old or older, and nothing else',
    async (days) => {
      const kept = await keep(daysOld(days - 1))
      const due = await keep(daysOld(days))
      const late = await keep(daysOld(days + 1))
      expect(await sweep(vault, store, days, NOON)).toEqual({ purged: [late.day, due.day], failed: [] })
      expect(await store.days()).toEqual([kept.day])
      expect(await vault.days()).toEqual([kept.day])
      expect(await vault.get(kept.image)).not.toBeNull()
      expect(await vault.get(due.image)).toBeNull()
      expect(await store.saveReads([judged(kept.read), judged(due.read)])).toEqual(['duplicate', 'purged'])
      expect(await sweep(vault, store, days, NOON)).toEqual({ purged: [], failed: [] })
    },
  )

  it('finishes what a kill left between the key and the rows', async () => {
    const due = await keep(daysOld(90))
    await vault.destroyDay(due.day)
    expect(await store.days()).toEqual([due.day])
    expect(await sweep(vault, store, 90, NOON)).toEqual({ purged: [due.day], failed: [] })
    expect(await store.days()).toEqual([])
  })

  it('purges a day of which only images, or only rows, are left', async () => {
    const images = uuid7(daysOld(95), random)
    await vault.put(images, Buffer.from('image'))
    const rows = someRead({ capturedAt: daysOld(94) })
    await store.saveReads([judged(rows)])
    const purged = [dayAt(daysOld(95)), dayAt(daysOld(94))]
    expect(await sweep(vault, store, 90, NOON)).toEqual({ purged, failed: [] })
    expect(await vault.get(images)).toBeNull()
    expect(await store.days()).toEqual([])
  })

  it('goes on with the other days when one cannot be purged, and says which', async () => {
    const stuck = await keep(daysOld(92))
    const due = await keep(daysOld(91))
    const failing = {
      days: vault.days,
      destroyDay: async (day: string) => {
        if (day === stuck.day) throw new Error('the disk is read-only')
        await vault.destroyDay(day)
      },
    }
    const report = await sweep(failing, store, 90, NOON)
    expect(report.purged).toEqual([due.day])
    expect(report.failed).toMatchObject([{ day: stuck.day }])
    expect(report.failed[0]?.error.message).toContain('read-only')
    expect(await store.days()).toEqual([stuck.day])
  })

  it('comes again and again, also after a sweep that failed', async () => {
    const faults: unknown[] = []
    let turns = 0
    const sweeping = keepSwept(
      async () => {
        turns += 1
        if (turns === 1) throw new Error('no')
        return { purged: [], failed: [] }
      },
      5,
      () => {},
      (error) => faults.push(error),
    )
    await vi.waitFor(() => expect(turns).toBeGreaterThan(2))
    await sweeping.stop()
    const after = turns
    await new Promise((done) => setTimeout(done, 20))
    expect(turns).toBe(after)
    expect(faults).toHaveLength(1)
  })
})
