import { Category } from '@archway/shared/hotlist'
import { AlertRule, type Policy } from '@archway/shared/policy'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Unit } from '../fleet/registry.ts'
import { NOON, random, someEntry, someHit, someRead } from '../store/judged.fixture.ts'
import { bookOf, openIngestRig, POLICY, readsMessage, sighting, UNITS } from './ingest.fixture.ts'
import { judge } from './judge.ts'

const unit = UNITS[0] as Unit
const withCategories = (categories: Policy['alerts']['categories']): Policy => ({
  ...POLICY,
  alerts: { ...POLICY.alerts, categories },
})

describe('what may alert', () => {
  test('promise 8: a category that policy denies or does not name never alerts, whatever a unit claims', async () => {
    const rules = fc.dictionary(fc.constantFrom(...Category.options), fc.constantFrom(...AlertRule.options))
    await fc.assert(
      fc.asyncProperty(
        rules,
        fc.constantFrom(...Category.options),
        fc.boolean(),
        async (rule, category, claims) => {
          const read = someRead()
          const entry = someEntry({ category })
          const hits = claims ? [{ ...someHit(read).hit, probability: 1, exact: 1 }] : []
          const policy = withCategories(rule)
          const means = { book: bookOf([entry]), policy, random, quarantined: () => false }
          const { judged } = await judge({ read, hits }, unit, means, NOON + 1000)
          const allowed = rule[category] === 'allow' || rule[category] === 'review'
          expect(judged.hits.length > 0).toBe(allowed)
          if (rule[category] === 'review') expect(judged.hits[0]?.grade).toBe('look-only')
        },
      ),
      { numRuns: 200 },
    )
  })

  test('promise 7: the source and the category of the entry stand on every hit and every alert', async () => {
    const { send, store } = await openIngestRig(() => ({
      book: bookOf([someEntry({ list: 'ncic', category: 'stolen-vehicle' })]),
    }))
    const read = someRead()
    await send(readsMessage(sighting(read)))
    const said = { list: 'ncic', category: 'stolen-vehicle', sourceAt: NOON - 3_600_000 }
    expect((await store.passing(read.id))?.hits).toMatchObject([{ entry: said }])
    expect(await store.alerts({ limit: 9 })).toMatchObject([{ entry: said, policy: 'plan-1' }])
  })

  test('reads of one vehicle within the dwell time are one alert; the further ones are told as such', async () => {
    const { send, ingest, heard } = await openIngestRig(() => ({ book: bookOf([someEntry()]) }))
    const [first, second] = [someRead(), someRead({ capturedAt: NOON + 900 })]
    await send(readsMessage(sighting(first)))
    const [ack] = await send(readsMessage(sighting(second)))
    expect(ack?.accepted).toEqual([second.id])
    expect(heard.map(({ kind }) => kind)).toEqual(['raised', 'repeated'])
    expect(heard.at(-1)?.record).toMatchObject({
      read: { id: first.id },
      repeats: { count: 1, last: { read: { id: second.id } } },
    })
    expect(ingest.counts()).toMatchObject({ alerts: { raised: 1, repeated: 1 }, reads: { stored: 2 } })
  })
})
