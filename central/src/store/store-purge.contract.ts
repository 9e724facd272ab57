import { dayAt, uuid7 } from '@archway/shared/id'
import { describe, expect, it } from 'vitest'
import { DAY_MS, judged, NOON, random, someHit, someRead } from './judged.fixture.ts'
import { imagesOf, openedStore, type StoreUnderTest } from './store-under-test.fixture.ts'

/** What every driver of `Store` promises of images, refusals, and of what is purged. */
export function storePurgeContract(name: string, prepare: () => Promise<StoreUnderTest>): void {
  describe(`store: ${name}: images, and what is purged`, () => {
    const at = openedStore(prepare)
    const { save } = at

    it('knows an image from its announcement on, and that it came once it came', async () => {
      const item = judged(someRead(), [])
      const [first] = imagesOf(item)
      if (!first) throw new Error('the fixture announces images')
      expect(await at.store.imagesStored([first])).toEqual(['unknown-read'])
      await save(item)
      const ref = item.read.images[0]
      expect(await at.store.image(first.id)).toEqual({
        ref,
        read: item.read.id,
        device: 'unit-1',
        stored: false,
      })
      expect(await at.store.imagesStored([first, first])).toEqual(['stored', 'duplicate'])
      await at.reopen()
      expect(await at.store.image(first.id)).toMatchObject({ stored: true })
      expect(await at.store.counts()).toMatchObject({ images: 1 })
    })

    it('takes only the image that the Read announced', async () => {
      const item = judged(someRead())
      const other = judged(someRead())
      await save(item, other)
      const [first] = imagesOf(item)
      const [foreign] = imagesOf(other)
      if (!first || !foreign) throw new Error('the fixture announces images')
      const outcomes = await at.store.imagesStored([
        { ...first, sha256: 'f'.repeat(64) },
        { ...first, id: uuid7(NOON, random) },
        { ...foreign, read: item.read.id },
      ])
      expect(outcomes).toEqual(['not-announced', 'not-announced', 'not-announced'])
      expect(await at.store.counts()).toMatchObject({ images: 0 })
    })

    it('shows the images that came on the alerts of their Read', async () => {
      const read = someRead()
      const item = judged(read, [someHit(read)])
      await save(item)
      await at.store.imagesStored(imagesOf(item).slice(1, 3))
      const [alert] = await at.store.alertsOfRead(read.id)
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
      await at.store.keepRefusals([
        { at: NOON, device: 'unit-1', channel: 'reads', refusal, payload },
        { at: NOON, device: 'unit-1', channel: 'reads', refusal, payload: payload.subarray(0, 10) },
        { at: NOON + DAY_MS, device: null, channel: 'images', refusal, payload: new Uint8Array() },
      ])
      expect(await at.store.counts()).toMatchObject({ refused: 3 })
      expect(await at.store.days()).toEqual([dayAt(NOON + DAY_MS), dayAt(NOON)])
    })

    it('purges a day with everything in it, for good', async () => {
      const gone = someRead({ capturedAt: NOON - DAY_MS })
      const kept = someRead()
      const hit = someHit(gone)
      const goneItem = judged(gone, [hit])
      await save(goneItem, judged(kept, [someHit(kept)]))
      await at.store.imagesStored(imagesOf(goneItem))
      expect(await at.store.alerts({ limit: 10 })).toHaveLength(2)

      await at.store.purgeDay(dayAt(gone.capturedAt))
      for (const _ of ['now', 'after it is opened again']) {
        expect(await at.store.days()).toEqual([dayAt(NOON)])
        expect(await at.store.counts()).toMatchObject({ reads: 1, alerts: 1, images: 0 })
        expect(await at.store.alert(hit.alertId ?? '')).toBeNull()
        expect(await at.store.alertsOfRead(gone.id)).toEqual([])
        expect(await at.store.image(gone.images[0]?.id ?? '')).toBeNull()
        expect(await at.store.alerts({ limit: 10 })).toMatchObject([{ read: { id: kept.id } }])
        expect(await at.store.acknowledge(hit.alertId ?? '', 'ann', NOON)).toBeNull()
        expect(await save(goneItem, judged(kept))).toEqual(['purged', 'duplicate'])
        expect(await at.store.imagesStored(imagesOf(goneItem).slice(0, 1))).toEqual(['purged'])
        await at.reopen()
      }
      await at.store.purgeDay(dayAt(gone.capturedAt))
    })

    it('promise 13: thins a day to the Reads that hit, with what belongs to them', async () => {
      const hitRead = someRead()
      const plain = someRead()
      const hit = someHit(hitRead)
      const hitItem = judged(hitRead, [hit])
      const plainItem = judged(plain)
      await save(hitItem, plainItem)
      await at.store.imagesStored([...imagesOf(hitItem), ...imagesOf(plainItem)])
      const refusal = { code: 'schema', detail: 'no' } as const
      const refused = {
        at: NOON,
        device: 'unit-1',
        channel: 'reads',
        refusal,
        payload: Buffer.from('AB12CD'),
      }
      await at.store.keepRefusals([refused])
      expect(await at.store.dayCounts(dayAt(NOON))).toMatchObject({ reads: 2, images: 8, refused: 1 })

      for (const when of ['now', 'after it is opened again and thinned again']) {
        const kept = await at.store.thinDay(dayAt(NOON))
        expect(kept.toSorted()).toEqual(hitRead.images.map(({ id }) => id).toSorted())
        expect(await at.store.dayCounts(dayAt(NOON))).toEqual({
          reads: 1,
          hits: 1,
          alerts: 1,
          images: 4,
          refused: 0,
        })
        expect(await at.store.passing(plain.id)).toBeNull()
        expect(await at.store.passing(hitRead.id)).toMatchObject({ read: hitRead, hits: [{ hit: hit.hit }] })
        expect(await at.store.image(plain.images[0]?.id ?? '')).toBeNull()
        expect(await at.store.alert(hit.alertId ?? '')).toMatchObject({ read: { id: hitRead.id } })
        expect(await save(plainItem, hitItem)).toEqual(['purged', 'duplicate'])
        expect(await at.store.days()).toEqual([dayAt(NOON)])
        if (when === 'now') await at.reopen()
      }
      const late = someRead({ capturedAt: NOON + 1 })
      expect(await save(judged(late, [someHit(late)]))).toEqual(['stored'])
      await at.store.keepRefusals([refused])
      expect(await at.store.dayCounts(dayAt(NOON))).toMatchObject({ reads: 2, refused: 1 })
      await at.store.purgeDay(dayAt(NOON))
      expect(await at.store.days()).toEqual([])
      expect(await at.store.passing(hitRead.id)).toBeNull()
      expect(await save(hitItem)).toEqual(['purged'])
      expect(await at.store.thinDay(dayAt(NOON))).toEqual([])
    })

    it('gives a passing with its hits, its alerts and the images that came', async () => {
      const read = someRead()
      const hit = someHit(read)
      const item = judged(read, [hit])
      await save(item)
      await at.store.imagesStored(imagesOf(item).slice(0, 1))
      const { hit: claim, entry, grade, doubts, place } = hit
      expect(await at.store.passing(read.id)).toMatchObject({
        read,
        receivedAt: item.receivedAt,
        policy: 'plan-1',
        hits: [{ hit: claim, entry, grade, doubts, place }],
        alerts: [{ id: hit.alertId, state: 'raised' }],
        storedImages: [read.images[0]?.id],
      })
      expect(await at.store.passing(uuid7(NOON, random))).toBeNull()
    })

    it('purges a day that never had a row, and lets nothing into it later', async () => {
      await at.store.purgeDay(dayAt(NOON))
      expect(await save(judged(someRead()))).toEqual(['purged'])
      expect(await at.store.days()).toEqual([])
    })
  })
}
