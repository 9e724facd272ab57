import { describe, expect, it } from 'vitest'
import { DAY_MS, NOON, someEntry, someRead } from '../store/judged.fixture.ts'
import type { KeptRefusal } from '../store/store.ts'
import {
  bookOf,
  imageMessage,
  openIngestRig,
  POLICY,
  readsMessage,
  readWithImages,
  sighting,
} from './ingest.fixture.ts'
import { passedReads } from './passed-reads.ts'

const nonhitDays = (days: number) => () => ({ ...POLICY, retention: { days: 90, nonhitDays: days } })
/** Opens ingest so that what is kept of refused messages can be looked at. */
async function openWatched(days: number) {
  const kept: KeptRefusal[] = []
  const rig = await openIngestRig(({ store }) => ({
    policy: nonhitDays(days),
    store: { ...store, keepRefusals: async (batch) => void kept.push(...batch) },
  }))
  return { ...rig, kept }
}
const PLAIN = { text: 'XY99ZZ', rivals: [], characters: someRead({ text: 'XY99ZZ' }).characters }

describe('what is not kept', () => {
  it.each([0, 30])(
    'promise 13: a Read that hit nothing is not stored once it is %i days old',
    async (days) => {
      const { send, store, ingest } = await openIngestRig(() => ({
        policy: nonhitDays(days),
        book: bookOf([someEntry()]),
      }))
      const capturedAt = NOON - days * DAY_MS
      const plain = someRead({ capturedAt, ...PLAIN })
      const hit = someRead({ capturedAt })
      const sent =
        days === 0 ? [plain, hit] : [plain, hit, someRead({ ...PLAIN, capturedAt: capturedAt + DAY_MS })]
      const [ack] = await send(readsMessage(...sent.map((read) => sighting(read))))
      expect(ack?.accepted.toSorted()).toEqual(sent.map(({ id }) => id).toSorted())
      expect(await store.passing(plain.id)).toBeNull()
      expect(await store.passing(hit.id)).not.toBeNull()
      expect(ingest.counts().reads).toMatchObject({ passed: 1, stored: sent.length - 1 })
    },
  )

  it('promise 13: its image is refused at once, and nothing of it stays', async () => {
    const { kept, send, vault } = await openWatched(0)
    const { read, pictures } = readWithImages()
    const [image] = pictures
    if (!image) throw new Error('the fixture has images')
    const acks = await send(readsMessage(sighting(read)), imageMessage(image.header, image.bytes))
    expect(acks[1]).toMatchObject({ refused: [{ id: image.id, refusal: { code: 'expired' } }] })
    expect(await vault.get(image.id)).toBeNull()
    expect(kept.map(({ payload }) => payload.byteLength)).toEqual([0])
  })

  it('promise 15: of what came too late only that it was refused is kept, and no plate', async () => {
    const { kept, send } = await openWatched(90)
    const old = someRead({ capturedAt: NOON - 91 * DAY_MS })
    expect(await send(readsMessage(sighting(old)))).toMatchObject([
      { refused: [{ id: old.id, refusal: { code: 'expired' } }] },
    ])
    expect(kept).toMatchObject([{ refusal: { code: 'expired' }, payload: new Uint8Array() }])
  })
})

it('remembers only so many', () => {
  const passed = passedReads(2)
  for (const id of ['a', 'b', 'c']) passed.add(id)
  expect(['a', 'b', 'c'].map(passed.has)).toEqual([false, true, true])
})
