import { dayAt, uuid7 } from '@archway/shared/id'
import type { Sighting } from '@archway/shared/messages'
import { sha256 } from '@archway/shared/signing'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { DAY_MS, NOON, random, someEntry, someHit, someRead } from '../store/judged.fixture.ts'
import type { KeptRefusal } from '../store/store.ts'
import {
  bookOf,
  type IngestRig,
  openIngestRig,
  rawMessage,
  readsMessage,
  sighting,
} from './ingest.fixture.ts'

let rig: IngestRig
const open = async (...change: Parameters<typeof openIngestRig>) => {
  rig = await openIngestRig(...change)
  return rig
}
afterEach(() => rig.close())

const listed = bookOf([someEntry()])
const claims = (read: Sighting['read']) => someHit(read).hit

describe('ingest of reads: what is stored', () => {
  it('stores a message and answers with its ids and its hash', async () => {
    const { send, store, ingest } = await open()
    const reads = [someRead(), someRead()]
    const message = readsMessage(...reads.map((read) => sighting(read)))
    const ids = reads.map((read) => read.id)
    const answer = { v: 1, message: sha256(message.payload), accepted: ids, refused: [], whole: null }
    expect(await send(message)).toEqual([answer])
    expect(await send(message), 'a repetition changes nothing and is answered again').toEqual([answer])
    expect(await store.counts()).toMatchObject({ reads: 2 })
    expect(ingest.counts()).toMatchObject({ messages: { reads: 2 }, reads: { stored: 2, duplicate: 2 } })
  })

  it('answers after the commit, never before', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const { ingest, send } = await open(({ store }) => ({
      store: { ...store, saveReads: (batch) => held.then(() => store.saveReads(batch)) },
    }))
    let answered = false
    const sending = send(readsMessage(sighting(someRead()))).then((acks) => {
      answered = acks.length === 1
    })
    await new Promise((done) => setTimeout(done, 50))
    expect([answered, ingest.counts().reads.stored]).toEqual([false, 0])
    release()
    await sending
    expect([answered, ingest.counts().reads.stored]).toEqual([true, 1])
  })

  it('commits together what came from many units while a commit ran', async () => {
    const { send, ingest } = await open(({ store }) => ({
      store: {
        ...store,
        saveReads: async (batch) => {
          await new Promise((done) => setTimeout(done, 20))
          return store.saveReads(batch)
        },
      },
    }))
    const messages = Array.from({ length: 30 }, () => readsMessage(sighting(someRead())))
    expect(await send(...messages)).toHaveLength(30)
    expect(ingest.counts().commits).toBeLessThan(15)
  })

  it('announces a hit, as the store then gives it, once', async () => {
    const { send, heard, store } = await open(() => ({ book: listed }))
    const read = someRead()
    const message = readsMessage(sighting(read, claims(read)))
    await send(message, message)
    await send(message)
    const [record] = await store.alertsOfRead(read.id)
    expect(heard).toEqual([{ kind: 'raised', record, committedAt: NOON + 1000 }])
    expect(await store.counts()).toMatchObject({ reads: 1, hits: 1, alerts: 1 })
  })
})

describe('ingest of reads: what is refused', () => {
  const keeping = async () => {
    const kept: KeptRefusal[] = []
    await open(({ store }) => ({
      store: {
        ...store,
        keepRefusals(batch) {
          kept.push(...batch)
          return store.keepRefusals(batch)
        },
      },
    }))
    return kept
  }

  it('refuses a bad sighting by its id, keeps it, and stores its neighbours', async () => {
    const kept = await keeping()
    const [good, bad, other] = [someRead(), someRead(), someRead()]
    const sightings = [sighting(good), { read: { ...bad, colour: 'red' }, hits: [] }, sighting(other)]
    const [ack] = await rig.send(rawMessage({ v: 1, sentAt: NOON, sightings }))
    expect(ack).toMatchObject({ accepted: [good.id, other.id], whole: null })
    expect(ack?.refused).toMatchObject([{ id: bad.id, refusal: { code: 'schema' } }])
    expect(ack?.refused[0]?.refusal.detail).toContain('colour')
    expect(JSON.parse(Buffer.from(kept[0]?.payload ?? []).toString())).toEqual(sightings[1])
    expect(await rig.store.counts()).toMatchObject({ reads: 2, refused: 1 })
    expect(rig.ingest.counts().refused).toMatchObject({ schema: 1 })
  })

  it('refuses the rest of a message by the message when a bad sighting shows no id', async () => {
    const { send, store } = await open()
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
    const kept = await keeping()
    expect(await rig.send(message)).toMatchObject([{ accepted: [], refused: [], whole: { code } }])
    expect(kept).toMatchObject([{ device: 'unit-1', channel: 'reads', refusal: { code } }])
    expect(Buffer.compare(kept[0]?.payload ?? Buffer.alloc(0), message.payload)).toBe(0)
  })

  it('answers any bytes at all with a refusal, and goes on', async () => {
    const { send, store } = await open()
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
    const { send, store } = await open()
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
    const { send } = await open()
    const old = someRead({ capturedAt: NOON - 89 * DAY_MS })
    const ahead = someRead({ capturedAt: NOON + 1000 + 4 * 60_000 })
    expect(await send(readsMessage(sighting(old), sighting(ahead)))).toMatchObject([
      { accepted: [old.id, ahead.id] },
    ])
  })

  it('refuses another content under an id that is stored, and what belongs to a purged day', async () => {
    const { send, store } = await open()
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
    const { send, store } = await open()
    const message = { ...readsMessage(sighting(someRead({ device }))), device }
    expect(await send(message)).toMatchObject([{ accepted: [], whole: { code: 'wrong-device' } }])
    expect(await store.counts()).toMatchObject({ reads: 0, refused: 1 })
  })
})

describe('ingest of reads: when something here fails', () => {
  it('does not answer, says so, and takes the message when it comes again', async () => {
    let full = true
    const { send, ingest, faults, store } = await open(({ store }) => ({
      store: {
        ...store,
        saveReads: (batch) => (full ? Promise.reject(new Error('the disk is full')) : store.saveReads(batch)),
      },
    }))
    const message = readsMessage(sighting(someRead()))
    expect(await send(message)).toEqual([])
    expect(faults).toMatchObject([{ message: 'the disk is full' }])
    const since = rig.clock.now
    rig.clock.now += 5000
    expect(await send(message)).toEqual([])
    expect(ingest.fault(), 'it says since when').toEqual({ at: since, detail: 'the disk is full' })
    expect(ingest.counts()).toMatchObject({ failures: 2, reads: { stored: 0 } })
    full = false
    expect(await send(message)).toHaveLength(1)
    expect(ingest.fault()).toBeNull()
    expect(await store.counts()).toMatchObject({ reads: 1 })
  })

  it('does not answer a refusal that it could not keep', async () => {
    const { send, ingest } = await open(({ store }) => ({
      store: { ...store, keepRefusals: () => Promise.reject(new Error('the disk is full')) },
    }))
    expect(await send(rawMessage('{'))).toEqual([])
    expect(ingest.counts()).toMatchObject({ failures: 1, refused: { malformed: 0 } })
  })

  it('a message that cannot be stored does not keep those beside it', async () => {
    const poison = someRead()
    const { send } = await open(({ store }) => ({
      store: {
        ...store,
        saveReads: async (batch) => {
          if (batch.some(({ read }) => read.id === poison.id)) throw new Error('poison')
          return store.saveReads(batch)
        },
      },
    }))
    const good = Array.from({ length: 5 }, () => someRead())
    const messages = [good[0], poison, ...good.slice(1)].flatMap((read) =>
      read ? readsMessage(sighting(read)) : [],
    )
    const acks = await send(...messages)
    expect(acks.flatMap((ack) => ack.accepted).sort()).toEqual(good.map((read) => read.id).sort())
  })

  it('counts an answer that could not be sent', async () => {
    const { send, ingest } = await open(() => ({
      broker: { publish: () => Promise.reject(new Error('gone')) },
    }))
    await send(readsMessage(sighting(someRead())))
    expect(ingest.counts()).toMatchObject({ acksLost: 1, failures: 0, reads: { stored: 1 } })
  })
})
