import { dayAt, uuid7 } from '@archway/shared/id'
import { describe, expect, it } from 'vitest'
import { NOON, random, someEntry } from '../store/judged.fixture.ts'
import {
  bookOf,
  imageMessage,
  openIngestRig,
  type Picture,
  readsMessage,
  readWithImages,
  sighting,
} from './ingest.fixture.ts'

const QUIET_MS = 11 * 60_000
const messageOf = ({ header, bytes }: Picture) => imageMessage(header, bytes)
const only = ([picture]: Picture[]): Picture => {
  if (!picture) throw new Error('the fixture has images')
  return picture
}

describe('ingest of images', () => {
  it('keeps an image that a Read announced, and answers with its id, also the second time', async () => {
    const { send, vault, store, ingest } = await openIngestRig()
    const { read, pictures } = readWithImages()
    const image = only(pictures)
    const acks = await send(readsMessage(sighting(read)), messageOf(image))
    expect(acks[1]).toMatchObject({ accepted: [image.id], refused: [], whole: null })
    expect(Buffer.compare((await vault.get(image.id)) ?? Buffer.alloc(0), image.bytes)).toBe(0)
    expect(await store.image(image.id)).toMatchObject({ stored: true })
    expect(await send(messageOf(image))).toMatchObject([{ accepted: [image.id] }])
    expect(ingest.counts().images).toEqual({ stored: 1, duplicate: 1, deferred: 0 })
  })

  it('finds the Read that was handed over just before, while that is still being stored', async () => {
    const { send, ingest, clock } = await openIngestRig(({ store }) => ({
      store: {
        ...store,
        saveReads: async (batch) => {
          await new Promise((done) => setTimeout(done, 50))
          return store.saveReads(batch)
        },
      },
    }))
    clock.now += QUIET_MS
    const { read, pictures } = readWithImages()
    await send(readsMessage(sighting(read)), ...pictures.map(messageOf))
    expect(ingest.counts().images).toEqual({ stored: 2, duplicate: 0, deferred: 0 })
  })

  it('announces it on the alerts of its Read, and only once', async () => {
    const { send, heard } = await openIngestRig(() => ({ book: bookOf([someEntry()]) }))
    const { read, pictures } = readWithImages()
    const image = only(pictures)
    await send(readsMessage(sighting(read)), messageOf(image), messageOf(image))
    expect(heard.map(({ kind, record }) => ({ kind, images: record.storedImages }))).toEqual([
      { kind: 'raised', images: [] },
      { kind: 'image', images: [image.id] },
    ])
  })

  it('refuses bytes that do not hash to what the Read said, and keeps none of them', async () => {
    const { send, vault, ingest } = await openIngestRig()
    const { read, pictures } = readWithImages()
    const image = only(pictures)
    const other = only(readWithImages().pictures)
    await send(readsMessage(sighting(read)))
    const forged = [
      imageMessage(image.header, other.bytes),
      imageMessage({ ...image.header, sha256: other.header.sha256 }, other.bytes),
      imageMessage({ ...image.header, angle: 2 }, image.bytes),
      imageMessage({ ...image.header, kind: 'plate' }, image.bytes),
      imageMessage({ ...image.header, read: other.header.read }, image.bytes),
    ]
    const refused = [{ id: image.id, refusal: { code: 'hash-mismatch' } }]
    for (const ack of await send(...forged)) expect(ack).toMatchObject({ accepted: [], refused })
    expect(ingest.counts().refused).toMatchObject({ 'hash-mismatch': forged.length })
    expect(await vault.get(image.id)).toBeNull()
    expect(await vault.days()).toEqual([])
  })

  it('refuses what is no image, and any bytes', async () => {
    const { send, store } = await openIngestRig()
    const { header } = only(readWithImages().pictures)
    const acks = await send(
      imageMessage(header, Buffer.from('GIF89a')),
      { channel: 'images', payload: Buffer.from([255, 255, 255, 255, 1]) },
      { channel: 'images', payload: new Uint8Array() },
      { channel: 'images', payload: new Uint8Array(3 * 2 ** 20 + 1) },
    )
    expect(acks.map((ack) => ack.whole?.code)).toEqual([
      'not-an-image',
      'malformed',
      'malformed',
      'too-large',
    ])
    expect(await store.counts()).toMatchObject({ refused: 4, images: 0 })
  })

  it('refuses the image of another unit’s Read', async () => {
    const { send, vault } = await openIngestRig()
    const { read, pictures } = readWithImages()
    const image = only(pictures)
    await send(readsMessage(sighting(read)))
    expect(await send({ ...messageOf(image), device: 'car-1' })).toMatchObject([
      { refused: [{ id: image.id, refusal: { code: 'wrong-device' } }] },
    ])
    expect(await vault.get(image.id)).toBeNull()
  })

  it('refuses an image of an unknown Read only when nothing has failed or started lately', async () => {
    let full = false
    const { send, ingest, clock } = await openIngestRig(({ store }) => ({
      store: {
        ...store,
        saveReads: (batch) => (full ? Promise.reject(new Error('the disk is full')) : store.saveReads(batch)),
      },
    }))
    const { read, pictures } = readWithImages()
    const image = only(pictures)
    expect(await send(messageOf(image)), 'just started').toEqual([])
    clock.now += QUIET_MS
    expect(await send(messageOf(image))).toMatchObject([
      { refused: [{ id: image.id, refusal: { code: 'unknown-read' } }] },
    ])
    full = true
    expect(await send(readsMessage(sighting(read)), messageOf(image)), 'its Read just failed').toEqual([])
    expect(ingest.counts()).toMatchObject({ images: { deferred: 2 }, refused: { 'unknown-read': 1 } })
    full = false
    expect(await send(readsMessage(sighting(read)), messageOf(image))).toHaveLength(2)
  })

  it('does not answer when the vault cannot keep it, and takes it when it comes again', async () => {
    let full = true
    const { send, ingest, store } = await openIngestRig(({ vault }) => ({
      vault: {
        put: (id, bytes) => (full ? Promise.reject(new Error('the disk is full')) : vault.put(id, bytes)),
      },
    }))
    const { read, pictures } = readWithImages()
    const image = only(pictures)
    expect(await send(readsMessage(sighting(read)), messageOf(image))).toHaveLength(1)
    expect(await store.image(image.id)).toMatchObject({ stored: false })
    expect(ingest.fault()).toMatchObject({ detail: 'the disk is full' })
    await send(readsMessage(sighting(readWithImages().read)))
    expect(ingest.fault(), 'reads that go well do not hide it').toMatchObject({ detail: 'the disk is full' })
    full = false
    expect(await send(messageOf(image))).toMatchObject([{ accepted: [image.id] }])
    expect(ingest.fault()).toBeNull()
  })

  it('refuses an image of a day whose key is destroyed', async () => {
    const { send, vault } = await openIngestRig()
    const { read, pictures } = readWithImages()
    const image = only(pictures)
    await send(readsMessage(sighting(read)))
    await vault.destroyDay(dayAt(NOON))
    expect(await send(messageOf(image))).toMatchObject([
      { refused: [{ id: image.id, refusal: { code: 'expired' } }] },
    ])
  })

  it('refuses a unit that is not in service', async () => {
    const { send } = await openIngestRig()
    const image = only(readWithImages().pictures)
    const message = imageMessage({ ...image.header, id: uuid7(NOON, random) }, image.bytes)
    expect(await send({ ...message, device: 'old-1' })).toMatchObject([{ whole: { code: 'wrong-device' } }])
  })
})
