import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EntryView } from '@archway/shared/api'
import { decodeJson, encodeImage, encodeJson } from '@archway/shared/codec'
import type { Entry } from '@archway/shared/hotlist'
import { indexHotlist } from '@archway/shared/hotlist-index'
import { type Uuid7, uuid7 } from '@archway/shared/id'
import { Ack, type ImageHeader, ReadsMessage, type Sighting } from '@archway/shared/messages'
import { Policy } from '@archway/shared/policy'
import type { Read } from '@archway/shared/read'
import { onTestFinished } from 'vitest'
import { type Announcement, createAnnouncer } from '../alert/announcer.ts'
import type { Unit } from '../fleet/registry.ts'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import { NOON, random, someRead } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { openFileVault } from '../vault/file-vault.ts'
import type { Vault } from '../vault/vault.ts'
import { createIngest, type Ingest } from './ingest.ts'
import type { IngestMeans } from './ingest-means.ts'

export const POLICY = Policy.parse({
  version: 'plan-1',
  retention: { days: 90 },
  alerts: {
    categories: { 'stolen-vehicle': 'allow', 'wanted-person': 'review', 'stolen-part': 'deny' },
    minimumProbability: 0.3,
    actionableProbability: 0.8,
    listAgeHours: 24,
  },
  ingest: { clockAheadMinutes: 5 },
})

export const UNITS: readonly Unit[] = [
  {
    id: 'unit-1',
    kind: 'fixed',
    name: 'Market at 12th',
    place: { lat: 38.6, lon: -90.2, label: 'Market St at 12th' },
    revokedAt: null,
  },
  { id: 'car-1', kind: 'vehicle', name: 'Car 1', place: null, revokedAt: null },
  { id: 'old-1', kind: 'vehicle', name: 'Gone', place: null, revokedAt: NOON - 1 },
]

/** A book with one list in force: those entries that are live. */
export function bookOf(entries: readonly EntryView[]): HotlistBook {
  const live = entries.filter((entry) => entry.live).map(onUnit)
  const manifest = {
    v: 1 as const,
    version: 5,
    entries: live.length,
    digest: '0'.repeat(64),
    sourceAt: NOON - 3_600_000,
    issuedAt: NOON - 3_000_000,
    expiresAt: NOON + 86_400_000,
  }
  const index = indexHotlist(5, live)
  return {
    current: () => ({ manifest, index }),
    entry: async (id) => entries.find((entry) => entry.id === id) ?? null,
  }
}

const onUnit = ({ id, plate, folded, jurisdiction, category, flags, expiresAt }: EntryView): Entry => ({
  id,
  plate,
  folded,
  jurisdiction,
  category,
  flags,
  expiresAt,
})

/** Ingest over a real store and a real vault; what it publishes and announces is kept. */
export interface IngestRig {
  readonly ingest: Ingest
  readonly store: Store
  readonly vault: Vault
  readonly faults: Error[]
  readonly heard: Announcement[]
  /** Hands the messages over in order, and resolves to the answers once all is settled. */
  send(...messages: readonly Sent[]): Promise<Ack[]>
  readonly clock: { now: number }
}

export interface Sent {
  readonly channel: 'reads' | 'images'
  readonly payload: Uint8Array
  readonly device?: string
}

/**
 * Closed when the test that opens it ends.
 * @param change what ingest gets instead of the real thing, or around it
 */
export async function openIngestRig(
  change: (real: { store: Store; vault: Vault }) => Partial<IngestMeans> = () => ({}),
): Promise<IngestRig> {
  const folder = await mkdtemp(join(tmpdir(), 'archway-ingest-'))
  const store = openSqliteStoreHere(join(folder, 'days'))
  const places = { days: join(folder, 'days'), keys: join(folder, 'keys') }
  const vault = await openFileVault(places, randomBytes(32))
  const announcer = createAnnouncer()
  const heard: Announcement[] = []
  const acks: Ack[] = []
  const faults: Error[] = []
  const clock = { now: NOON + 1000 }
  const listening = announcer.subscribe()
  const hearing = (async () => {
    for await (const announcement of listening) heard.push(announcement)
  })()
  const ingest = createIngest({
    store,
    vault,
    announcer,
    book: bookOf([]),
    registry: { unit: (id) => UNITS.find((unit) => unit.id === id) ?? null },
    broker: {
      async publish(device, channel, payload) {
        if (channel !== 'ack') throw new Error(`ingest sends no ${channel}`)
        const ack = decodeJson(Ack, payload)
        if (!ack.ok) throw new Error(`${device} was sent an ack that is none: ${ack.error.detail}`)
        acks.push(ack.value)
      },
    },
    policy: () => POLICY,
    quarantined: () => false,
    now: () => clock.now,
    random,
    onFault: (error) => faults.push(error),
    ...change({ store, vault }),
  })
  onTestFinished(async () => {
    await ingest.settled()
    listening.close()
    await hearing
    await store.close()
    await rm(folder, { recursive: true })
  })
  return {
    ingest,
    store,
    vault,
    faults,
    heard,
    clock,
    async send(...messages) {
      const from = acks.length
      for (const { channel, payload, device = 'unit-1' } of messages) {
        await ingest.accept({ device, channel, payload })
      }
      await ingest.settled()
      await new Promise((done) => setImmediate(done))
      return acks.slice(from)
    },
  }
}

export const readsMessage = (...sightings: readonly Sighting[]): Sent => ({
  channel: 'reads',
  payload: encodeJson(ReadsMessage, { v: 1, sentAt: NOON, sightings: [...sightings] }),
})

/** A message that no encoder would make. */
export const rawMessage = (message: unknown): Sent => ({
  channel: 'reads',
  payload: new TextEncoder().encode(typeof message === 'string' ? message : JSON.stringify(message)),
})

export const sighting = (read: Read, ...hits: Sighting['hits']): Sighting => ({ read, hits })

export interface Picture {
  readonly id: Uuid7
  readonly bytes: Uint8Array
  readonly header: ImageHeader
}

/** A Read that announces images whose bytes are here too. */
export function readWithImages(change: Partial<Read> = {}): { read: Read; pictures: Picture[] } {
  const capturedAt = change.capturedAt ?? NOON
  const id = uuid7(capturedAt, random)
  const pictures = ([1, 2] as const).map((angle): Picture => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), randomBytes(500)])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const header = {
      v: 1 as const,
      read: id,
      angle,
      kind: 'scene' as const,
      sha256,
      mime: 'image/jpeg' as const,
    }
    const image = uuid7(capturedAt, random)
    return { id: image, bytes, header: { ...header, id: image } }
  })
  const images = pictures.map(({ header: { id, angle, kind, sha256 }, bytes }) => ({
    id,
    angle,
    kind,
    sha256,
    bytes: bytes.byteLength,
  }))
  return { read: someRead({ id, images, ...change }), pictures }
}

export const imageMessage = (header: ImageHeader, bytes: Uint8Array): Sent => ({
  channel: 'images',
  payload: encodeImage(header, bytes),
})
