import type { Sighting } from '@archway/shared/messages'
import { sha256 } from '@archway/shared/signing'
import { describe, expect, it } from 'vitest'
import { NOON, someEntry, someHit, someRead } from '../store/judged.fixture.ts'
import { bookOf, openIngestRig, rawMessage, readsMessage, sighting } from './ingest.fixture.ts'

const listed = bookOf([someEntry()])
const claims = (read: Sighting['read']) => someHit(read).hit

describe('ingest of reads: what is stored', () => {
  it('stores a message and answers with its ids and its hash', async () => {
    const { send, store, ingest } = await openIngestRig()
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
    const { ingest, send } = await openIngestRig(({ store }) => ({
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
    const { send, ingest } = await openIngestRig(({ store }) => ({
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
    const { send, heard, store } = await openIngestRig(() => ({ book: listed }))
    const read = someRead()
    const message = readsMessage(sighting(read, claims(read)))
    await send(message, message)
    await send(message)
    const [record] = await store.alertsOfRead(read.id)
    expect(heard).toEqual([{ kind: 'raised', record, committedAt: NOON + 1000 }])
    expect(await store.counts()).toMatchObject({ reads: 1, hits: 1, alerts: 1 })
  })
})

describe('ingest of reads: when something here fails', () => {
  it('does not answer, says so, and takes the message when it comes again', async () => {
    let full = true
    const { send, ingest, faults, store, clock } = await openIngestRig(({ store }) => ({
      store: {
        ...store,
        saveReads: (batch) => (full ? Promise.reject(new Error('the disk is full')) : store.saveReads(batch)),
      },
    }))
    const message = readsMessage(sighting(someRead()))
    expect(await send(message)).toEqual([])
    expect(faults).toMatchObject([{ message: 'the disk is full' }])
    const since = clock.now
    clock.now += 5000
    expect(await send(message)).toEqual([])
    expect(ingest.fault(), 'it says since when').toEqual({ at: since, detail: 'the disk is full' })
    expect(ingest.counts()).toMatchObject({ failures: 2, reads: { stored: 0 } })
    full = false
    expect(await send(message)).toHaveLength(1)
    expect(ingest.fault()).toBeNull()
    expect(await store.counts()).toMatchObject({ reads: 1 })
  })

  it('does not answer a refusal that it could not keep', async () => {
    const { send, ingest } = await openIngestRig(({ store }) => ({
      store: { ...store, keepRefusals: () => Promise.reject(new Error('the disk is full')) },
    }))
    expect(await send(rawMessage('{'))).toEqual([])
    expect(ingest.counts()).toMatchObject({ failures: 1, refused: { malformed: 0 } })
  })

  it('a message that cannot be stored does not keep those beside it', async () => {
    const poison = someRead()
    const { send } = await openIngestRig(({ store }) => ({
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
    const { send, ingest } = await openIngestRig(() => ({
      broker: { publish: () => Promise.reject(new Error('gone')) },
    }))
    await send(readsMessage(sighting(someRead())))
    expect(ingest.counts()).toMatchObject({ acksLost: 1, failures: 0, reads: { stored: 1 } })
  })
})
