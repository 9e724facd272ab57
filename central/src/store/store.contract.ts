import { uuid7 } from '@archway/shared/id'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNTOUCHED } from './alert-acts.ts'
import { DAY_MS, judged, NOON, random, someEntry, someHit, someRead } from './judged.fixture.ts'
import type { AlertRecord } from './store.ts'
import { openedStore, type StoreUnderTest } from './store-under-test.fixture.ts'

/** What every driver of `Store` promises. */
export function storeContract(name: string, prepare: () => Promise<StoreUnderTest>): void {
  describe(`store: ${name}`, () => {
    const at = openedStore(prepare)
    const { reopen, save } = at

    it('is empty at first', async () => {
      expect(await at.store.counts()).toEqual({ reads: 0, hits: 0, alerts: 0, images: 0, refused: 0 })
      expect(await at.store.days()).toEqual([])
      expect(await at.store.alerts({ limit: 10 })).toEqual([])
      expect(await at.store.alert(uuid7(NOON, random))).toBeNull()
      expect(await at.store.acknowledge(uuid7(NOON, random), 'ann', NOON)).toBeNull()
      expect(await at.store.image(uuid7(NOON, random))).toBeNull()
      expect(await at.store.days(), 'asking makes no day').toEqual([])
    })

    it('keeps a Read with its hit, and gives the alert as it was judged, also after it is opened again', async () => {
      const read = someRead()
      const hit = someHit(read, { grade: 'look-only', doubts: ['list-stale'] })
      expect(await save(judged(read, [hit]))).toEqual(['stored'])
      await reopen()
      const expected: AlertRecord = {
        id: hit.alertId ?? '',
        state: 'raised',
        grade: 'look-only',
        doubts: ['list-stale'],
        raisedAt: read.closedAt + 100,
        acknowledged: null,
        read,
        hit: hit.hit,
        entry: hit.entry,
        place: hit.place,
        storedImages: [],
        policy: 'plan-1',
        ...UNTOUCHED,
      }
      expect(await at.store.alert(expected.id)).toEqual(expected)
      expect(await at.store.alertsOfRead(read.id)).toEqual([expected])
      expect(await at.store.alerts({ limit: 10 })).toEqual([expected])
      expect(await at.store.counts()).toMatchObject({ reads: 1, hits: 1, alerts: 1, images: 0 })
    })

    it('keeps a hit that may raise no alert without one', async () => {
      const read = someRead()
      await save(judged(read, [someHit(read, { alertId: null, place: null })]))
      expect(await at.store.counts()).toMatchObject({ reads: 1, hits: 1, alerts: 0 })
      expect(await at.store.alertsOfRead(read.id)).toEqual([])
    })

    it('keeps several hits of one Read apart', async () => {
      const read = someRead()
      const hits = ['V1', 'V2'].map((id) => someHit(read, { entry: someEntry({ id }) }))
      await save(judged(read, hits))
      const entries = (await at.store.alertsOfRead(read.id)).map((alert) => alert.entry.id)
      expect(entries.sort()).toEqual(['V1', 'V2'])
    })

    it('takes a repeated Read as a duplicate: the first judgement stands', async () => {
      const read = someRead()
      const first = judged(read, [someHit(read)])
      await save(first)
      const again = judged(structuredClone(read), [someHit(read)])
      expect(await save(again, again)).toEqual(['duplicate', 'duplicate'])
      expect(await at.store.counts()).toMatchObject({ reads: 1, hits: 1, alerts: 1 })
      expect(await at.store.alertsOfRead(read.id)).toMatchObject([{ id: first.hits[0]?.alertId }])
    })

    it('refuses another content under the same id, and goes on with its neighbours', async () => {
      const read = someRead()
      const before = someRead()
      const after = someRead()
      const other = { ...read, probability: 0.5 }
      await save(judged(read))
      const conflicting = judged(other, [someHit(other)])
      expect(await save(judged(before), conflicting, judged(after))).toEqual(['stored', 'conflict', 'stored'])
      expect(await at.store.counts()).toMatchObject({ reads: 3, hits: 0, alerts: 0 })
    })

    it('refuses a Read that announces the image of another, and leaves nothing of it', async () => {
      const owner = someRead()
      const fresh = someRead()
      const thief = { ...fresh, images: [...fresh.images.slice(0, 2), ...owner.images.slice(0, 1)] }
      expect(await save(judged(owner), judged(thief, [someHit(thief)]))).toEqual(['stored', 'conflict'])
      expect(await at.store.counts()).toMatchObject({ reads: 1, hits: 0, alerts: 0 })
      expect(await at.store.image(fresh.images[0]?.id ?? '')).toBeNull()
      expect(await at.store.image(owner.images[0]?.id ?? '')).toMatchObject({ read: owner.id })
      expect(await save(judged(fresh)), 'its id is free still').toEqual(['stored'])
    })

    it('whatever is sent, in whatever order and however often, each Read is there once', async () => {
      const step = fc.record({ which: fc.nat(5), altered: fc.boolean() })
      const total = { reads: 0, hits: 0, alerts: 0 }
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(step, { maxLength: 12 }), { maxLength: 3 }), async (batches) => {
          const pool = Array.from({ length: 6 }, (_, index) => {
            const read = someRead({ capturedAt: NOON + index * 7 * 3_600_000 })
            return judged(read, index % 2 ? [someHit(read)] : [])
          })
          const first = new Map<number, boolean>()
          for (const batch of batches) {
            const expected = batch.map(({ which, altered }) => {
              const was = first.get(which)
              if (was !== undefined) return was === altered ? 'duplicate' : 'conflict'
              first.set(which, altered)
              const hits = pool[which]?.hits.length ?? 0
              total.reads += 1
              total.hits += hits
              total.alerts += hits
              return 'stored'
            })
            const items = batch.flatMap(({ which, altered }) => {
              const item = pool[which]
              if (!item) return []
              return altered ? { ...item, read: { ...item.read, probability: 0.5 } } : item
            })
            expect(await at.store.saveReads(items)).toEqual(expected)
          }
          expect(await at.store.counts()).toMatchObject(total)
        }),
        { numRuns: 40 },
      )
    })

    it('divides days at midnight UTC', async () => {
      const midnight = Date.UTC(2026, 2, 2)
      const last = someRead({ capturedAt: midnight - 1 })
      const first = someRead({ capturedAt: midnight })
      expect(await save(judged(first), judged(last))).toEqual(['stored', 'stored'])
      expect(await at.store.days()).toEqual(['2026-03-02', '2026-03-01'])
      await at.store.purgeDay('2026-03-01')
      expect(await at.store.days()).toEqual(['2026-03-02'])
      expect(await save(judged(first), judged(last))).toEqual(['duplicate', 'purged'])
    })

    it('pages alerts newest first over the days, by state, without a gap or a repeat', async () => {
      const reads = Array.from({ length: 9 }, (_, index) =>
        someRead({ capturedAt: NOON + index * DAY_MS * 0.4 }),
      )
      const batch = reads.map((read) => judged(read, [someHit(read)]))
      await save(...batch.toReversed())
      const ids = batch.map(({ hits }) => hits[0]?.alertId ?? '').toReversed()
      const paged: string[] = []
      for (;;) {
        const before = paged.at(-1)
        const page = await at.store.alerts({ limit: 2, ...(before === undefined ? {} : { before }) })
        if (page.length === 0) break
        expect(page.length).toBeLessThanOrEqual(2)
        paged.push(...page.map((alert) => alert.id))
      }
      expect(paged).toEqual(ids)
      await at.store.acknowledge(ids[3] ?? '', 'ann', NOON)
      const raised = await at.store.alerts({ states: ['raised'], limit: 20 })
      expect(raised.map((alert) => alert.id)).toEqual(ids.filter((_, index) => index !== 3))
      expect(await at.store.alerts({ states: ['acknowledged', 'closed'], limit: 20 })).toMatchObject([
        { id: ids[3] },
      ])
      expect(await at.store.alerts({ states: [], limit: 20 })).toEqual([])
    })

    it('acknowledges once: whoever came first stands', async () => {
      const read = someRead()
      const hit = someHit(read)
      const id = hit.alertId ?? ''
      await save(judged(read, [hit]))
      const [one, two] = await Promise.all([
        at.store.acknowledge(id, 'ann', NOON + 1),
        at.store.acknowledge(id, 'bob', NOON + 2),
      ])
      const acknowledged = { by: 'ann', at: NOON + 1 }
      expect(one).toMatchObject({ changed: true, record: { state: 'acknowledged', acknowledged } })
      expect(two).toMatchObject({ changed: false, record: { state: 'acknowledged', acknowledged } })
      await reopen()
      expect(await at.store.alert(id)).toEqual(one?.record)
      expect(await at.store.acknowledge(uuid7(NOON, random), 'ann', NOON)).toBeNull()
    })
  })
}
