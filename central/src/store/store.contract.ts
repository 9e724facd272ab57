import { dayAt, uuid7 } from '@archway/shared/id'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UNTOUCHED } from './alert-acts.ts'
import { DAY_MS, judged, NOON, random, someEntry, someHit, someRead } from './judged.fixture.ts'
import type { AlertRecord, JudgedRead, Store, StoredImage } from './store.ts'

export interface StoreUnderTest {
  /** Opens the store of this test; a second call opens the same data again. */
  open(): Promise<Store>
  /** Forgets the data. */
  discard(): Promise<void>
}

/** What every driver of `Store` promises. */
export function storeContract(name: string, prepare: () => Promise<StoreUnderTest>): void {
  describe(`store: ${name}`, () => {
    let data: StoreUnderTest
    let store: Store
    beforeEach(async () => {
      data = await prepare()
      store = await data.open()
    })
    afterEach(async () => {
      await store.close()
      await data.discard()
    })
    const reopen = async () => {
      await store.close()
      store = await data.open()
    }
    const save = async (...batch: JudgedRead[]) => store.saveReads(batch)
    const imagesOf = ({ read }: JudgedRead): StoredImage[] =>
      read.images.map(({ id, sha256 }) => ({ id, read: read.id, sha256 }))

    it('is empty at first', async () => {
      expect(await store.counts()).toEqual({ reads: 0, hits: 0, alerts: 0, images: 0, refused: 0 })
      expect(await store.days()).toEqual([])
      expect(await store.alerts({ limit: 10 })).toEqual([])
      expect(await store.alert(uuid7(NOON, random))).toBeNull()
      expect(await store.acknowledge(uuid7(NOON, random), 'ann', NOON)).toBeNull()
      expect(await store.image(uuid7(NOON, random))).toBeNull()
      expect(await store.days(), 'asking makes no day').toEqual([])
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
      expect(await store.alert(expected.id)).toEqual(expected)
      expect(await store.alertsOfRead(read.id)).toEqual([expected])
      expect(await store.alerts({ limit: 10 })).toEqual([expected])
      expect(await store.counts()).toMatchObject({ reads: 1, hits: 1, alerts: 1, images: 0 })
    })

    it('keeps a hit that may raise no alert without one', async () => {
      const read = someRead()
      await save(judged(read, [someHit(read, { alertId: null, place: null })]))
      expect(await store.counts()).toMatchObject({ reads: 1, hits: 1, alerts: 0 })
      expect(await store.alertsOfRead(read.id)).toEqual([])
    })

    it('keeps several hits of one Read apart', async () => {
      const read = someRead()
      const hits = ['V1', 'V2'].map((id) => someHit(read, { entry: someEntry({ id }) }))
      await save(judged(read, hits))
      const entries = (await store.alertsOfRead(read.id)).map((alert) => alert.entry.id)
      expect(entries.sort()).toEqual(['V1', 'V2'])
    })

    it('takes a repeated Read as a duplicate: the first judgement stands', async () => {
      const read = someRead()
      const first = judged(read, [someHit(read)])
      await save(first)
      const again = judged(structuredClone(read), [someHit(read)])
      expect(await save(again, again)).toEqual(['duplicate', 'duplicate'])
      expect(await store.counts()).toMatchObject({ reads: 1, hits: 1, alerts: 1 })
      expect(await store.alertsOfRead(read.id)).toMatchObject([{ id: first.hits[0]?.alertId }])
    })

    it('refuses another content under the same id, and goes on with its neighbours', async () => {
      const read = someRead()
      const before = someRead()
      const after = someRead()
      const other = { ...read, probability: 0.5 }
      await save(judged(read))
      const conflicting = judged(other, [someHit(other)])
      expect(await save(judged(before), conflicting, judged(after))).toEqual(['stored', 'conflict', 'stored'])
      expect(await store.counts()).toMatchObject({ reads: 3, hits: 0, alerts: 0 })
    })

    it('refuses a Read that announces the image of another, and leaves nothing of it', async () => {
      const owner = someRead()
      const fresh = someRead()
      const thief = { ...fresh, images: [...fresh.images.slice(0, 2), ...owner.images.slice(0, 1)] }
      expect(await save(judged(owner), judged(thief, [someHit(thief)]))).toEqual(['stored', 'conflict'])
      expect(await store.counts()).toMatchObject({ reads: 1, hits: 0, alerts: 0 })
      expect(await store.image(fresh.images[0]?.id ?? '')).toBeNull()
      expect(await store.image(owner.images[0]?.id ?? '')).toMatchObject({ read: owner.id })
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
            expect(await store.saveReads(items)).toEqual(expected)
          }
          expect(await store.counts()).toMatchObject(total)
        }),
        { numRuns: 40 },
      )
    })

    it('divides days at midnight UTC', async () => {
      const midnight = Date.UTC(2026, 2, 2)
      const last = someRead({ capturedAt: midnight - 1 })
      const first = someRead({ capturedAt: midnight })
      expect(await save(judged(first), judged(last))).toEqual(['stored', 'stored'])
      expect(await store.days()).toEqual(['2026-03-02', '2026-03-01'])
      await store.purgeDay('2026-03-01')
      expect(await store.days()).toEqual(['2026-03-02'])
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
        const page = await store.alerts({ limit: 2, ...(before === undefined ? {} : { before }) })
        if (page.length === 0) break
        expect(page.length).toBeLessThanOrEqual(2)
        paged.push(...page.map((alert) => alert.id))
      }
      expect(paged).toEqual(ids)
      await store.acknowledge(ids[3] ?? '', 'ann', NOON)
      const raised = await store.alerts({ states: ['raised'], limit: 20 })
      expect(raised.map((alert) => alert.id)).toEqual(ids.filter((_, index) => index !== 3))
      expect(await store.alerts({ states: ['acknowledged', 'closed'], limit: 20 })).toMatchObject([
        { id: ids[3] },
      ])
      expect(await store.alerts({ states: [], limit: 20 })).toEqual([])
    })

    it('acknowledges once: whoever came first stands', async () => {
      const read = someRead()
      const hit = someHit(read)
      const id = hit.alertId ?? ''
      await save(judged(read, [hit]))
      const [one, two] = await Promise.all([
        store.acknowledge(id, 'ann', NOON + 1),
        store.acknowledge(id, 'bob', NOON + 2),
      ])
      const acknowledged = { by: 'ann', at: NOON + 1 }
      expect(one).toMatchObject({ changed: true, record: { state: 'acknowledged', acknowledged } })
      expect(two).toMatchObject({ changed: false, record: { state: 'acknowledged', acknowledged } })
      await reopen()
      expect(await store.alert(id)).toEqual(one?.record)
      expect(await store.acknowledge(uuid7(NOON, random), 'ann', NOON)).toBeNull()
    })

    it('knows an image from its announcement on, and that it came once it came', async () => {
      const item = judged(someRead(), [])
      const [first] = imagesOf(item)
      if (!first) throw new Error('the fixture announces images')
      expect(await store.imagesStored([first])).toEqual(['unknown-read'])
      await save(item)
      const ref = item.read.images[0]
      expect(await store.image(first.id)).toEqual({
        ref,
        read: item.read.id,
        device: 'unit-1',
        stored: false,
      })
      expect(await store.imagesStored([first, first])).toEqual(['stored', 'duplicate'])
      await reopen()
      expect(await store.image(first.id)).toMatchObject({ stored: true })
      expect(await store.counts()).toMatchObject({ images: 1 })
    })

    it('takes only the image that the Read announced', async () => {
      const item = judged(someRead())
      const other = judged(someRead())
      await save(item, other)
      const [first] = imagesOf(item)
      const [foreign] = imagesOf(other)
      if (!first || !foreign) throw new Error('the fixture announces images')
      const outcomes = await store.imagesStored([
        { ...first, sha256: 'f'.repeat(64) },
        { ...first, id: uuid7(NOON, random) },
        { ...foreign, read: item.read.id },
      ])
      expect(outcomes).toEqual(['not-announced', 'not-announced', 'not-announced'])
      expect(await store.counts()).toMatchObject({ images: 0 })
    })

    it('shows the images that came on the alerts of their Read', async () => {
      const read = someRead()
      const item = judged(read, [someHit(read)])
      await save(item)
      await store.imagesStored(imagesOf(item).slice(1, 3))
      const [alert] = await store.alertsOfRead(read.id)
      expect(alert?.storedImages.toSorted()).toEqual(
        read.images
          .slice(1, 3)
          .map((ref) => ref.id)
          .toSorted(),
      )
    })

    it('counts refusals, and keeps their payload within a limit', async () => {
      const refusal = { code: 'schema', detail: 'sightings.0.read: unknown field colour' } as const
      const payload = new Uint8Array(3 * 2 ** 20).fill(1)
      await store.keepRefusals([
        { at: NOON, device: 'unit-1', channel: 'reads', refusal, payload },
        { at: NOON, device: 'unit-1', channel: 'reads', refusal, payload: payload.subarray(0, 10) },
        { at: NOON + DAY_MS, device: null, channel: 'images', refusal, payload: new Uint8Array() },
      ])
      expect(await store.counts()).toMatchObject({ refused: 3 })
      expect(await store.days()).toEqual([dayAt(NOON + DAY_MS), dayAt(NOON)])
    })

    it('purges a day with everything in it, for good', async () => {
      const gone = someRead({ capturedAt: NOON - DAY_MS })
      const kept = someRead()
      const hit = someHit(gone)
      const goneItem = judged(gone, [hit])
      await save(goneItem, judged(kept, [someHit(kept)]))
      await store.imagesStored(imagesOf(goneItem))
      expect(await store.alerts({ limit: 10 })).toHaveLength(2)

      await store.purgeDay(dayAt(gone.capturedAt))
      for (const _ of ['now', 'after it is opened again']) {
        expect(await store.days()).toEqual([dayAt(NOON)])
        expect(await store.counts()).toMatchObject({ reads: 1, alerts: 1, images: 0 })
        expect(await store.alert(hit.alertId ?? '')).toBeNull()
        expect(await store.alertsOfRead(gone.id)).toEqual([])
        expect(await store.image(gone.images[0]?.id ?? '')).toBeNull()
        expect(await store.alerts({ limit: 10 })).toMatchObject([{ read: { id: kept.id } }])
        expect(await store.acknowledge(hit.alertId ?? '', 'ann', NOON)).toBeNull()
        expect(await save(goneItem, judged(kept))).toEqual(['purged', 'duplicate'])
        expect(await store.imagesStored(imagesOf(goneItem).slice(0, 1))).toEqual(['purged'])
        await reopen()
      }
      await store.purgeDay(dayAt(gone.capturedAt))
    })

    it('promise 13: thins a day to the Reads that hit, with what belongs to them', async () => {
      const hitRead = someRead()
      const plain = someRead()
      const hit = someHit(hitRead)
      const hitItem = judged(hitRead, [hit])
      const plainItem = judged(plain)
      await save(hitItem, plainItem)
      await store.imagesStored([...imagesOf(hitItem), ...imagesOf(plainItem)])
      const refusal = { code: 'schema', detail: 'no' } as const
      const refused = {
        at: NOON,
        device: 'unit-1',
        channel: 'reads',
        refusal,
        payload: Buffer.from('AB12CD'),
      }
      await store.keepRefusals([refused])
      expect(await store.dayCounts(dayAt(NOON))).toMatchObject({ reads: 2, images: 8, refused: 1 })

      for (const when of ['now', 'after it is opened again and thinned again']) {
        const kept = await store.thinDay(dayAt(NOON))
        expect(kept.toSorted()).toEqual(hitRead.images.map(({ id }) => id).toSorted())
        expect(await store.dayCounts(dayAt(NOON))).toEqual({
          reads: 1,
          hits: 1,
          alerts: 1,
          images: 4,
          refused: 0,
        })
        expect(await store.passing(plain.id)).toBeNull()
        expect(await store.passing(hitRead.id)).toMatchObject({ read: hitRead, hits: [{ hit: hit.hit }] })
        expect(await store.image(plain.images[0]?.id ?? '')).toBeNull()
        expect(await store.alert(hit.alertId ?? '')).toMatchObject({ read: { id: hitRead.id } })
        expect(await save(plainItem, hitItem)).toEqual(['purged', 'duplicate'])
        expect(await store.days()).toEqual([dayAt(NOON)])
        if (when === 'now') await reopen()
      }
      const late = someRead({ capturedAt: NOON + 1 })
      expect(await save(judged(late, [someHit(late)]))).toEqual(['stored'])
      await store.keepRefusals([refused])
      expect(await store.dayCounts(dayAt(NOON))).toMatchObject({ reads: 2, refused: 1 })
      await store.purgeDay(dayAt(NOON))
      expect(await store.days()).toEqual([])
      expect(await store.passing(hitRead.id)).toBeNull()
      expect(await save(hitItem)).toEqual(['purged'])
      expect(await store.thinDay(dayAt(NOON))).toEqual([])
    })

    it('gives a passing with its hits, its alerts and the images that came', async () => {
      const read = someRead()
      const hit = someHit(read)
      const item = judged(read, [hit])
      await save(item)
      await store.imagesStored(imagesOf(item).slice(0, 1))
      const { hit: claim, entry, grade, doubts, place } = hit
      expect(await store.passing(read.id)).toMatchObject({
        read,
        receivedAt: item.receivedAt,
        policy: 'plan-1',
        hits: [{ hit: claim, entry, grade, doubts, place }],
        alerts: [{ id: hit.alertId, state: 'raised' }],
        storedImages: [read.images[0]?.id],
      })
      expect(await store.passing(uuid7(NOON, random))).toBeNull()
    })

    it('purges a day that never had a row, and lets nothing into it later', async () => {
      await store.purgeDay(dayAt(NOON))
      expect(await save(judged(someRead()))).toEqual(['purged'])
      expect(await store.days()).toEqual([])
    })
  })
}
