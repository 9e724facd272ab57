import { dayAt } from '@archway/shared/id'
import { matcherOf } from '@archway/shared/plate-pattern'
import { candidatesOf } from '@archway/shared/read'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DAY_MS, judged, NOON, someEntry, someHit, someRead } from './judged.fixture.ts'
import { LEAST_FINDABLE } from './plate-index.ts'
import type { ReadQuery } from './read-query.ts'
import type { JudgedRead, Store } from './store.ts'
import type { StoreUnderTest } from './store-under-test.fixture.ts'

const ALL: Omit<ReadQuery, 'from' | 'until'> = {
  pattern: null,
  fold: false,
  minimum: 0,
  devices: null,
  hits: 'any',
  limit: 100,
}

/** What every driver of `Store` promises of searches. */
export function searchContract(name: string, prepare: () => Promise<StoreUnderTest>): void {
  describe(`search: ${name}`, () => {
    let data: StoreUnderTest
    let store: Store
    /** Starting threads takes longer than the tests: they share a store, and each has a time of its own. */
    let noon = NOON
    beforeAll(async () => {
      data = await prepare()
      store = await data.open()
    })
    beforeEach(() => {
      noon += 100 * DAY_MS
    })
    afterAll(async () => {
      await store.close()
      await data.discard()
    })
    const search = (query: Partial<ReadQuery>) =>
      store.searchReads({ from: noon - 40 * DAY_MS, until: noon + 40 * DAY_MS, ...ALL, ...query })
    const ids = async (query: Partial<ReadQuery>) => (await search(query)).map(({ read }) => read.id)
    const aRead = (change: Parameters<typeof someRead>[0] = {}) => someRead({ capturedAt: noon, ...change })

    it('finds nothing where there is nothing, and makes no day', async () => {
      expect(await ids({})).toEqual([])
      expect(await ids({ pattern: 'AB12CD' })).toEqual([])
      expect(await store.days()).toEqual([])
    })

    it('gives the Read with what it hit and which images came', async () => {
      const read = aRead()
      const hit = someHit(read, { grade: 'look-only' })
      await store.saveReads([judged(read, [hit])])
      const [image] = read.images
      if (!image) throw new Error('the fixture announces images')
      await store.imagesStored([{ id: image.id, read: read.id, sha256: image.sha256 }])
      expect(await search({ pattern: '?B12*' })).toEqual([
        {
          read,
          match: { candidates: [{ text: 'AB12CD', probability: 0.9 }], probability: 0.9 },
          hits: [
            {
              entry: 'V1',
              category: 'stolen-vehicle',
              grade: 'look-only',
              probability: 0.9,
              place: hit.place,
              alert: hit.alertId,
            },
          ],
          storedImages: [image.id],
        },
      ])
    })

    it('finds by a rival, says how probable it is, and not by one that is wrong 99 times in 100', async () => {
      const rivals = [
        { text: 'A812CD', probability: 0.05 },
        { text: 'A812C0', probability: 0.01 },
        { text: 'AB12C0', probability: 0.0099 },
      ]
      const read = aRead({ rivals })
      await store.saveReads([judged(read)])
      const [found] = await search({ pattern: 'A8*' })
      expect(found?.match).toEqual({ candidates: rivals.slice(0, 2), probability: expect.closeTo(0.06) })
      expect(await ids({ pattern: 'A8*', minimum: 0.07 })).toEqual([])
      expect(await ids({ pattern: 'A812C0' })).toEqual([read.id])
      expect(await ids({ pattern: 'AB12C0' })).toEqual([])
    })

    it('takes O for 0 and I for 1 only when asked to', async () => {
      const read = aRead({ text: 'IO12CD' })
      await store.saveReads([judged(read)])
      expect(await ids({ pattern: '1012CD' })).toEqual([])
      expect(await ids({ pattern: '1012CD', fold: true })).toEqual([read.id])
      expect(await ids({ pattern: '1?12*', fold: true })).toEqual([read.id])
    })

    it('after a purge nothing is found any more, while it was found a moment before', async () => {
      const read = aRead()
      const kept = aRead({ capturedAt: noon + DAY_MS })
      await store.saveReads([judged(read), judged(kept)])
      expect(await ids({ pattern: 'AB12CD' })).toEqual([kept.id, read.id])
      await store.purgeDay(dayAt(noon))
      expect(await ids({ pattern: 'AB12CD' })).toEqual([kept.id])
      expect(await ids({})).toEqual([kept.id])
    })

    it('agrees with looking at everything, in every page, whatever is asked', async () => {
      const reads: JudgedRead[] = Array.from({ length: 60 }, (_, index) => {
        const text = `${'ABO'.charAt(index % 3)}${index % 5}${'XI1'.charAt(index % 3)}${index % 2 ? 'QQ' : '7'}`
        const rival = { text: text.replace('O', '0').replace('I', '1'), probability: index % 4 ? 0.2 : 0.005 }
        const read = aRead({
          text,
          capturedAt: noon + (index - 30) * 9 * 3_600_000,
          device: `unit-${index % 4}`,
          probability: 0.7,
          rivals: rival.text === text ? [] : [rival],
        })
        const hits = index % 7 === 0 ? ['V1', 'V2'].slice(0, 1 + (index % 2)) : []
        return judged(
          read,
          hits.map((id) => someHit(read, { entry: someEntry({ id }) })),
        )
      })
      await store.saveReads(reads)
      const query = fc.record({
        from: fc.integer({ min: -30, max: 30 }).map((step) => noon + step * 9 * 3_600_000),
        hours: fc.integer({ min: 0, max: 600 }),
        pattern: fc.constantFrom(null, 'A0X7', 'O2*', '*QQ', '?0?*', '*1*', 'B1IQQ', '0?17', '*'),
        fold: fc.boolean(),
        minimum: fc.constantFrom(0, 0.3),
        devices: fc.constantFrom<readonly string[] | null>(
          null,
          ['unit-1'],
          ['unit-0', 'unit-3', 'unit-0'],
          ['unit-9'],
        ),
        hits: fc.constantFrom('any', 'with', 'without'),
      })
      await fc.assert(
        fc.asyncProperty(query, fc.integer({ min: 1, max: 7 }), async ({ hours, ...asked }, limit) => {
          const until = asked.from + hours * 3_600_000
          const wanted = reads
            .filter(({ read, hits }) => {
              if (read.capturedAt < asked.from || read.capturedAt >= until) return false
              if (asked.devices && !asked.devices.includes(read.device)) return false
              if (asked.hits !== 'any' && (asked.hits === 'with') !== hits.length > 0) return false
              if (asked.pattern === null) return true
              const matches = matcherOf(asked.pattern, asked.fold)
              const found = candidatesOf(read).filter(
                ({ text, probability }) =>
                  matches(text) && (text === read.text || probability >= LEAST_FINDABLE),
              )
              const sum = found.reduce((total, { probability }) => total + probability, 0)
              return found.length > 0 && sum >= asked.minimum
            })
            .map(({ read }) => read.id)
            .toReversed()
          const paged: string[] = []
          for (;;) {
            const before = paged.at(-1)
            const page = await ids({ ...asked, until, limit, ...(before === undefined ? {} : { before }) })
            expect(page.length).toBeLessThanOrEqual(limit)
            if (page.length === 0) break
            paged.push(...page)
          }
          expect(paged).toEqual(wanted)
        }),
        { numRuns: 60 },
      )
    })
  })
}
