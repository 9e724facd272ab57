import { dayAt, uuid7 } from '@archway/shared/id'
import type { Sighting } from '@archway/shared/messages'
import { sha256 } from '@archway/shared/signing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS, NOON, random, someRead } from '../store/judged.fixture.ts'
import type { KeptRefusal } from '../store/store.ts'
import { openIngestRig, rawMessage, readsMessage, sighting } from './ingest.fixture.ts'

describe('ingest of reads: what is refused', () => {
  const keeping = async () => {
    const kept: KeptRefusal[] = []
    const rig = await openIngestRig(({ store }) => ({
      store: {
        ...store,
        keepRefusals(batch) {
          kept.push(...batch)
          return store.keepRefusals(batch)
        },
      },
    }))
    return { ...rig, kept }
  }

  it('refuses a bad sighting by its id, keeps it, and stores its neighbours', async () => {
    const { kept, send, store, ingest } = await keeping()
    const [good, bad, other] = [someRead(), someRead(), someRead()]
    const sightings = [sighting(good), { read: { ...bad, colour: 'red' }, hits: [] }, sighting(other)]
    const [ack] = await send(rawMessage({ v: 1, sentAt: NOON, sightings }))
    expect(ack).toMatchObject({ accepted: [good.id, other.id], whole: null })
    expect(ack?.refused).toMatchObject([{ id: bad.id, refusal: { code: 'schema' } }])
    expect(ack?.refused[0]?.refusal.detail).toContain('colour')
    expect(JSON.parse(Buffer.from(kept[0]?.payload ?? []).toString())).toEqual(sightings[1])
    expect(await store.counts()).toMatchObject({ reads: 2, refused: 1 })
    expect(ingest.counts().refused).toMatchObject({ schema: 1 })
  })

  it('refuses the rest of a message by the message when a bad sighting shows no id', async () => {
    const { send, store } = await openIngestRig()
    const good = someRead()
    const sightings = [sighting(good), { read: { ...someRead(), id: 'mine' } }, 'nonsense']
    const [ack] = await send(rawMessage({ v: 1, sentAt: NOON, sightings }))
    expect(ack).toMatchObject({ accepted: [good.id], refused: [], whole: { code: 'schema' } })
    expect(await store.counts()).toMatchObject({ reads: 1, refused: 2 })
  })

  it.each([
    ['bytes that are no JSON', rawMessage('{'), 'malformed'],
    ['another version', rawMessage({ v: 2, sentAt: NOON, sightings: [sighting(someRead())] }), 'schema'],
    [
      'an unknown field around the sightings',
      rawMessage({ v: 1, sentAt: NOON, sightings: [], extra: 1 }),
      'schema',
    ],
    ['no sighting', rawMessage({ v: 1, sentAt: NOON, sightings: [] }), 'schema'],
    ['null', rawMessage('null'), 'schema'],
    ['too many sightings', rawMessage({ v: 1, sentAt: NOON, sightings: Array(501).fill(1) }), 'schema'],
    ['too many bytes', rawMessage(`"${'x'.repeat(4 * 2 ** 20)}"`), 'too-large'],
  ])('refuses %s as a whole, and keeps it', async (_, message, code) => {
    const { kept, send } = await keeping()
    expect(await send(message)).toMatchObject([{ accepted: [], refused: [], whole: { code } }])
    expect(kept).toMatchObject([{ device: 'unit-1', channel: 'reads', refusal: { code } }])
    expect(Buffer.compare(kept[0]?.payload ?? Buffer.alloc(0), message.payload)).toBe(0)
  })

  it('answers any bytes at all with a refusal, and goes on', async () => {
    const { send, store } = await openIngestRig()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => Buffer.from(json)),
        ),
        async (payload) => {
          const acks = await send({ channel: 'reads', payload })
          expect(acks).toMatchObject([{ message: sha256(payload), accepted: [], refused: [] }])
          expect(['malformed', 'schema']).toContain(acks[0]?.whole?.code)
        },
      ),
      { numRuns: 100 },
    )
    await send(readsMessage(sighting(someRead())))
    expect(await store.counts()).toMatchObject({ reads: 1, refused: 100 })
  })

  it.each([
    ['another unit’s Read', { device: 'unit-2' }, 'wrong-device'],
    ['an id of another time', { id: uuid7(NOON - 1, random) }, 'id-time'],
    ['an image of another day', { images: someRead({ capturedAt: NOON - DAY_MS }).images }, 'id-time'],
    ['a capture in the future', someRead({ capturedAt: NOON + 1000 + 5 * 60_000 + 1 }), 'clock'],
    ['a closing in the future', { closedAt: NOON + 3_600_000 }, 'clock'],
    ['a Read as old as retention', someRead({ capturedAt: NOON - 90 * DAY_MS }), 'expired'],
    ['an older one', someRead({ capturedAt: NOON - 91 * DAY_MS }), 'expired'],
  ] as const)('refuses %s and stores its neighbour', async (_, change, code) => {
    const { send, store } = await openIngestRig()
    const bad = { ...someRead(), ...change, images: 'images' in change ? [...change.images] : [] }
    const good = someRead()
    const [ack] = await send(readsMessage(sighting({ ...bad } as Sighting['read']), sighting(good)))
    expect(ack).toMatchObject({
      accepted: [good.id],
      refused: [{ id: bad.id, refusal: { code } }],
      whole: null,
    })
    expect(await store.counts()).toMatchObject({ reads: 1, refused: 1 })
  })

  it('takes what is just young enough and just not too far ahead', async () => {
    const { send } = await openIngestRig()
    const old = someRead({ capturedAt: NOON - 89 * DAY_MS })
    const ahead = someRead({ capturedAt: NOON + 1000 + 4 * 60_000 })
    expect(await send(readsMessage(sighting(old), sighting(ahead)))).toMatchObject([
      { accepted: [old.id, ahead.id] },
    ])
  })

  it('refuses another content under an id that is stored, and what belongs to a purged day', async () => {
    const { send, store } = await openIngestRig()
    const read = someRead()
    await send(readsMessage(sighting(read)))
    const gone = someRead({ capturedAt: NOON - 10 * DAY_MS })
    await store.purgeDay(dayAt(gone.capturedAt))
    const [ack] = await send(readsMessage(sighting({ ...read, probability: 0.5 }), sighting(gone)))
    expect(ack?.accepted).toEqual([])
    expect(ack?.refused).toMatchObject([
      { id: read.id, refusal: { code: 'duplicate-conflict' } },
      { id: gone.id, refusal: { code: 'expired' } },
    ])
  })

  it.each(['old-1', 'nobody'])('refuses %s, which is not in service', async (device) => {
    const { send, store } = await openIngestRig()
    const message = { ...readsMessage(sighting(someRead({ device }))), device }
    expect(await send(message)).toMatchObject([{ accepted: [], whole: { code: 'wrong-device' } }])
    expect(await store.counts()).toMatchObject({ reads: 0, refused: 1 })
  })
})
