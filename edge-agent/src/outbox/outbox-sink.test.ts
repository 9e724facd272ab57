import { expect, it } from 'vitest'
import type { Outbox } from './outbox.ts'
import { OutboxError } from './outbox-file.ts'
import { outboxSink } from './outbox-sink.ts'
import { sightingOf } from './sighting.fixture.ts'
import { openSqliteOutbox } from './sqlite-outbox.ts'

/** A real outbox on a disk that can be full. */
function onDisk() {
  const outbox = openSqliteOutbox(':memory:', 1e9, Date.now)
  const disk = { full: false }
  const failing: Outbox = {
    ...outbox,
    put(sighting, images) {
      if (disk.full) throw new OutboxError('the disk is full', 'free some space')
      outbox.put(sighting, images)
    },
  }
  return { outbox, failing, disk }
}

it('puts what it is given and tells the shipper', () => {
  const { outbox, failing } = onDisk()
  let told = 0
  const sink = outboxSink(failing, () => told++)
  const { sighting, images } = sightingOf(1)
  sink.take(sighting, images)
  expect(outbox.state().waiting).toBe(3)
  expect(told).toBe(1)
})

it('holds what a full disk does not take, says so each time, and puts it in order when there is room', () => {
  const { outbox, failing, disk } = onDisk()
  const sink = outboxSink(failing, () => undefined)
  const given = [1, 2, 3].map((n) => sightingOf(n))
  disk.full = true
  for (const { sighting, images } of given) expect(() => sink.take(sighting, images)).toThrow(/full/)
  expect(() => sink.retry()).toThrow(/full/)
  expect(sink.owed()).toBe(3)
  disk.full = false
  sink.retry()
  expect(sink.owed()).toBe(0)
  expect(outbox.next(10, new Set()).map((parcel) => parcel.id)).toEqual(
    given.map(({ sighting }) => sighting.read.id),
  )
})

it('is bounded: it gives up images first, then the oldest, and counts them', () => {
  const { outbox, failing, disk } = onDisk()
  const sink = outboxSink(failing, () => undefined)
  disk.full = true
  for (let n = 0; n < 205; n++) {
    const { sighting, images } = sightingOf(n)
    expect(() => sink.take(sighting, images)).toThrow()
  }
  expect([sink.owed(), sink.lost()]).toEqual([200, 5])
  disk.full = false
  sink.retry()
  expect(outbox.state().waiting).toBe(200 + 20 * 2)
})

it('gives up at once what is no Sighting, and goes on with the next', () => {
  const { outbox, failing } = onDisk()
  const sink = outboxSink(failing, () => undefined)
  const { sighting, images } = sightingOf(1)
  const broken = { ...sighting, read: { ...sighting.read, text: 'not a plate' } }
  expect(() => sink.take(broken, images)).toThrow()
  expect([sink.owed(), sink.lost()]).toEqual([0, 1])
  sink.take(sighting, images)
  expect(outbox.state().waiting).toBe(3)
})
