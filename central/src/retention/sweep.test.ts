import { dayAt, uuid7 } from '@archway/shared/id'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { judged, NOON, random, someRead } from '../store/judged.fixture.ts'
import { openCertificate } from './certificate.ts'
import { daysOld, openWholeData } from './retention.fixture.ts'
import { DAY_MS, isBeyondRetention } from './retention.ts'
import { keepSwept, type SweepMeans, sweep } from './sweep.ts'

describe('retention', () => {
  const midnight = Date.UTC(2026, 2, 1)
  it.each([90, 30, 1])(
    'promise 14: of %i days keeps a day until it is that old, to the millisecond',
    (days) => {
      const day = dayAt(midnight)
      expect(isBeyondRetention(day, midnight, days)).toBe(false)
      expect(isBeyondRetention(day, midnight + days * DAY_MS - 1, days)).toBe(false)
      expect(isBeyondRetention(day, midnight + days * DAY_MS, days)).toBe(true)
      expect(isBeyondRetention(day, midnight + (days + 400) * DAY_MS, days)).toBe(true)
    },
  )
  it('of no days keeps nothing', () => {
    expect(isBeyondRetention(dayAt(midnight), midnight, 0)).toBe(true)
  })
})

type Data = Awaited<ReturnType<typeof openWholeData>>
const ruled = (days: number, nonhitDays = days) => ({ version: 'plan-1', days, nonhitDays })

describe('sweep', () => {
  let data: Data
  beforeEach(async () => {
    data = await openWholeData()
  })
  afterEach(() => data.discard())
  const withRule = (days: number, nonhitDays?: number, over: Partial<SweepMeans> = {}) =>
    sweep(data.means({ rule: () => ruled(days, nonhitDays), ...over }))

  it.each([90, 30])(
    'promise 14: of %i days purges day by day, at 89, 90 and 91, and certifies it',
    async (days) => {
      const kept = await data.keep(daysOld(days - 1), true)
      const due = await data.keep(daysOld(days), true)
      const late = await data.keep(daysOld(days + 1), false)
      const report = await withRule(days)
      expect(report.failed).toEqual([])
      expect(report.purged.map(({ day, counts }) => [day, counts?.reads, counts?.images])).toEqual([
        [late.day, 1, 4],
        [due.day, 1, 4],
      ])
      expect(await data.store.days()).toEqual([kept.day])
      expect(await data.vault.days()).toEqual([kept.day])
      expect(await data.vault.get(kept.image)).not.toBeNull()
      expect(await data.vault.get(due.image)).toBeNull()
      expect(await data.store.saveReads([judged(kept.read), judged(due.read)])).toEqual([
        'duplicate',
        'purged',
      ])
      expect((await withRule(days)).purged).toEqual([])
    },
  )

  it('promise 14: a retention of no days purges today', async () => {
    const today = await data.keep(NOON, true)
    expect((await withRule(0)).purged).toMatchObject([{ day: today.day, extent: 'day' }])
    expect(await data.store.days()).toEqual([])
  })

  it.each([90, 30, 0])(
    'promise 13: Reads without a hit are gone after %i days, those that hit stay',
    async (nonhit) => {
      const young = await data.keep(daysOld(nonhit - 1), false)
      const plain = await data.keep(daysOld(nonhit), false)
      const hit = await data.keep(daysOld(nonhit), true)
      const { purged } = await withRule(90, nonhit)
      expect(await data.store.passing(plain.read.id)).toBeNull()
      expect(await data.vault.get(plain.image)).toBeNull()
      expect(await data.store.passing(young.read.id)).not.toBeNull()
      if (nonhit === 90) return
      expect(purged.at(-1)).toMatchObject({
        extent: 'nonhits',
        trial: { opened: false, keysTried: 3 },
      })
      expect(purged.find(({ day }) => day === hit.day)?.counts).toMatchObject({
        reads: 1,
        hits: 0,
        images: 4,
      })
      expect(await data.store.alert(hit.alert)).not.toBeNull()
      expect(await data.vault.get(hit.image)).toEqual(Buffer.from(`image ${hit.image}`))
      expect((await withRule(90, nonhit)).purged).toEqual([])
      data.setNow(NOON + (90 - nonhit) * DAY_MS)
      // In steps that no clock is doubted for.
      for (let at = NOON; at < data.now(); at += 6 * DAY_MS) await data.ledger.seeClock(at, 7 * DAY_MS)
      expect((await withRule(90, nonhit)).purged).toContainEqual(
        expect.objectContaining({
          day: hit.day,
          extent: 'day',
          key: expect.objectContaining({ id: `${hit.day}.hits` }),
        }),
      )
      expect(await data.store.passing(hit.read.id)).toBeNull()
      expect(await data.vault.get(hit.image)).toBeNull()
    },
  )

  it('promise 15: the certificate says what was destroyed, is signed, and the old ciphertext was tried', async () => {
    const due = await data.keep(daysOld(90), true)
    const [certificate] = (await withRule(90)).purged
    const from = Date.parse(`${due.day}T00:00:00Z`)
    expect(certificate).toMatchObject({
      day: due.day,
      from,
      until: from + DAY_MS,
      policy: { version: 'plan-1', days: 90 },
      counts: { reads: 1, hits: 1, alerts: 1, images: 4, refused: 0 },
      key: { id: due.day, wrapped: expect.stringMatching(/^[0-9a-f]{64}$/) },
      trial: { of: 'image', keysTried: 1, opened: false },
      held: [],
    })
    expect(certificate?.statement).toContain('does not prove')
    expect(certificate?.audit.after.size).toBe((certificate?.audit.before.size ?? 0) + 1)
    const [kept] = await data.ledger.certificates(0, 10)
    expect(openCertificate(kept?.signed ?? '', data.key.publicKey)).toEqual(certificate)
    expect(openCertificate((kept?.signed ?? '').replace('"reads":1', '"reads":2'), data.key.publicKey)).toBe(
      'forged',
    )
    const lines = (await data.ledger.uses(0, 50)).map(({ action, subject }) => `${action} ${subject}`)
    expect(lines).toEqual([`purge ${due.day}`, `purge-certify ${due.day}`])
    expect(await data.ledger.openPurges()).toEqual([])
  })

  it('promise 15: nothing is certified while a copy of the key lies about, and the sweep says so', async () => {
    const due = await data.keep(daysOld(90), true)
    const failing = data.means({
      vault: { ...data.vault, tryToOpen: async () => ({ keysTried: 2, opened: true }) },
    })
    expect((await sweep(failing)).failed).toMatchObject([{ day: due.day, error: { message: /still opens/ } }])
    expect(await data.ledger.certificates(0, 1)).toEqual([])
    expect((await withRule(90)).purged).toHaveLength(1)
  })

  it('goes on with the other days when one cannot be purged, and says which', async () => {
    const stuck = await data.keep(daysOld(92), true)
    const due = await data.keep(daysOld(91), true)
    const destroyDay = async (day: string) => {
      if (day === stuck.day) throw new Error('the disk is read-only')
      await data.vault.destroyDay(day)
    }
    const report = await withRule(90, 90, { vault: { ...data.vault, destroyDay } })
    expect(report.purged.map(({ day }) => day)).toEqual([due.day])
    expect(report.failed).toMatchObject([{ day: stuck.day, error: { message: /read-only/ } }])
    expect(await data.store.days()).toEqual([stuck.day])
  })

  it('purges a day of which only images, or only rows, are left', async () => {
    const images = uuid7(daysOld(95), random)
    await data.vault.put(images, Buffer.from('image'))
    const rows = someRead({ capturedAt: daysOld(94) })
    await data.store.saveReads([judged(rows)])
    const { purged } = await withRule(90)
    expect(purged).toMatchObject([
      { day: dayAt(daysOld(95)), counts: null, trial: { of: 'image' } },
      { day: dayAt(daysOld(94)), counts: { reads: 1 }, trial: null },
    ])
    expect(await data.vault.get(images)).toBeNull()
    expect(await data.store.days()).toEqual([])
  })

  it('promise 14: a clock set back delays nothing', async () => {
    await data.keep(daysOld(89), true)
    expect((await withRule(90)).purged).toEqual([])
    data.setNow(NOON + DAY_MS)
    await data.ledger.seeClock(data.now(), 7 * DAY_MS)
    data.setNow(NOON - 30 * DAY_MS)
    expect((await withRule(90)).purged).toHaveLength(1)
  })

  it('a clock that jumps ahead purges nothing before a person says that it is right', async () => {
    const read = await data.keep(daysOld(1), true)
    await withRule(90)
    data.setNow(NOON + 95 * DAY_MS)
    expect(await withRule(90)).toMatchObject({ purged: [], doubted: data.now() })
    expect(await data.store.days()).toEqual([read.day])
    await data.ledger.confirmClock(data.now(), 'ann')
    expect(await withRule(90)).toMatchObject({ purged: [{ day: read.day }], doubted: null })
    expect((await data.ledger.uses(0, 9))[0]).toMatchObject({ who: 'ann', action: 'clock-confirm' })
  })

  it('comes again and again, also after a sweep that failed', async () => {
    const faults: unknown[] = []
    let turns = 0
    const sweeping = keepSwept(
      async () => {
        turns += 1
        if (turns === 1) throw new Error('no')
        return { purged: [], failed: [], doubted: null }
      },
      5,
      () => {},
      (error) => faults.push(error),
    )
    await expect.poll(() => turns).toBeGreaterThan(2)
    await sweeping.stop()
    const after = turns
    await new Promise((done) => setTimeout(done, 20))
    expect(turns).toBe(after)
    expect(faults).toHaveLength(1)
  })
})

describe.each(['day', 'nonhits'] as const)('a purge (%s) that is killed', (extent) => {
  const rule = extent === 'day' ? ruled(30) : ruled(90, 30)

  it('is finished by the next sweep, wherever it ended, with one certificate', async () => {
    const data = await openWholeData()
    try {
      let step = 0
      for (; ; step += 1) {
        const due = await data.keep(daysOld(31 + step), false)
        const hit = await data.keep(daysOld(31 + step), true)
        let left = step
        // Every call that a purge makes is a step; the one before which it is killed throws, and all after it.
        const killed = <T extends object>(part: T): T =>
          new Proxy(part, {
            get(target, name) {
              const value: unknown = Reflect.get(target, name)
              // A question about each day that there is: no step, and more of them from turn to turn.
              if (typeof value !== 'function' || name === 'certificatesOf') return value
              return (...args: unknown[]) => {
                if (left <= 0) return Promise.reject(new Error('killed'))
                left -= 1
                return value.apply(target, args)
              }
            },
          })
        const { vault, store, ledger, audit, ...rest } = data.means({ rule: () => rule })
        const report = await sweep({
          ...rest,
          vault: killed(vault),
          store: killed(store),
          ledger: killed(ledger),
          audit: killed(audit),
        }).catch(() => null)
        await data.reopen()
        const again = await sweep(data.means({ rule: () => rule }))
        expect(again.failed).toEqual([])
        expect(await data.store.passing(due.read.id)).toBeNull()
        expect(await data.vault.get(due.image)).toBeNull()
        expect((await data.vault.get(hit.image)) !== null).toBe(extent === 'nonhits')
        const certificates = await data.ledger.certificatesOf(due.day)
        expect(certificates).toHaveLength(1)
        expect(openCertificate(certificates[0]?.signed ?? '', data.key.publicKey)).toMatchObject({
          counts: { reads: extent === 'day' ? 2 : 1 },
          trial: { opened: false },
        })
        expect(await data.ledger.openPurges()).toEqual([])
        if (report && report.failed.length === 0) break
      }
      expect(step).toBeGreaterThan(9)
    } finally {
      await data.discard()
    }
  }, 120_000)
})
