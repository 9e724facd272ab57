import { generateKeyPairSync } from 'node:crypto'
import { decodeJson } from '@archway/shared/codec'
import { type Entry, HotlistDelta, SignedManifest } from '@archway/shared/hotlist'
import type { DeviceId } from '@archway/shared/id'
import { hotlistDigest } from '@archway/shared/list-digest'
import { match } from '@archway/shared/match'
import { verifyManifest } from '@archway/shared/signing'
import type { Down } from '@archway/shared/topics'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openRegistry } from '../fleet/ledger-registry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { type Courier, createCourier } from './courier.ts'
import { PART_ENTRIES } from './delta-parts.ts'
import { bytes, POLICY } from './hotlist.fixture.ts'
import { importList } from './import-list.ts'
import { LAYOUTS } from './layouts.ts'
import { type LedgerBook, openBook } from './ledger-book.ts'

const HOUR = 3_600_000
const T = Date.UTC(2026, 10, 24)
const RULES = { validMs: 24 * HOUR, maxAgeMs: 72 * HOUR }
const { publicKey, privateKey } = generateKeyPairSync('ed25519')

let ledger: Ledger
let book: LedgerBook
let courier: Courier
let sent: { device: DeviceId; channel: Down; payload: Uint8Array; retain: boolean }[]
let faults: unknown[]
let now: number

beforeEach(async () => {
  ledger = openLedgerHere(':memory:')
  for (const id of ['car-1', 'car-2', 'gone']) {
    await ledger.addDevice({ id, kind: 'vehicle', name: id, place: null }, T, 'it')
  }
  await ledger.revokeDevice('gone', T, 'it')
  book = await openBook(ledger)
  sent = []
  faults = []
  now = T
  courier = createCourier({
    broker: {
      publish: async (device, channel, payload, options) => {
        sent.push({ device, channel, payload, retain: options?.retain ?? false })
      },
    },
    registry: await openRegistry(ledger),
    book,
    ledger,
    signingKey: privateKey,
    rules: RULES,
    now: () => now,
    onFault: (error) => faults.push(error),
  })
})
afterEach(() => ledger.close())

const bring = async (...plates: string[]) => {
  const layout = LAYOUTS.csv
  if (!layout) throw new Error('no csv layout')
  const content = bytes('plate,category', ...plates.map((plate) => `${plate},stolen-vehicle`))
  const outcome = await importList(
    { list: 'hot', open: () => [content], layout, sourceAt: T },
    { dryRun: false, shrinkConfirmedBy: 'kim' },
    { ledger, policy: POLICY, now: T, by: 'it', maxAgeMs: RULES.maxAgeMs },
  )
  if (!outcome.ok) throw new Error(outcome.error.reason)
  await book.refresh()
}
const manifests = () =>
  sent.map(({ payload }) => {
    const signed = decodeJson(SignedManifest, payload)
    if (!signed.ok) throw new Error(signed.error.detail)
    return signed.value
  })

/** What a unit does: puts the parts together, whatever their order. */
function apply(held: Map<string, Entry>, payloads: Uint8Array[]): Map<string, Entry> {
  const deltas = payloads.map((payload) => {
    const delta = decodeJson(HotlistDelta, payload)
    if (!delta.ok) throw new Error(delta.error.detail)
    return delta.value
  })
  expect(deltas.map(({ part }) => part).sort((a, b) => a - b)).toEqual(deltas.map((_, index) => index))
  expect(deltas.every(({ parts }) => parts === deltas.length)).toBe(true)
  const entries = new Map(deltas[0]?.from === 0 ? [] : held)
  for (const { remove } of deltas) for (const id of remove) entries.delete(id)
  for (const { upsert } of deltas) for (const entry of upsert) entries.set(entry.id, entry)
  return entries
}
const ask = async (device: DeviceId, have: number, version: number) => {
  sent = []
  expect(courier.request(device, { v: 1, want: 'hotlist', have, version })).toBe(true)
  await courier.idle()
  expect(sent.every((message) => message.device === device && message.channel === 'delta')).toBe(true)
  return sent.map(({ payload }) => payload)
}

describe('manifests', () => {
  test('go signed and retained to every unit that is not revoked', async () => {
    expect(await courier.announce()).toBe(false)
    await bring('A1', 'A2')
    expect(await courier.announce()).toBe(true)
    expect(sent.map(({ device, channel, retain }) => `${device} ${channel} ${retain}`)).toEqual([
      'car-1 hotlist true',
      'car-2 hotlist true',
    ])
    const [signed] = manifests()
    if (!signed) throw new Error('no manifest')
    expect(verifyManifest(signed, publicKey)).toBe(true)
    expect(signed.manifest).toMatchObject({
      version: 1,
      entries: 2,
      sourceAt: T,
      issuedAt: T,
      expiresAt: T + 24 * HOUR,
    })
    const changed = { ...signed, manifest: { ...signed.manifest, entries: 3 } }
    expect(verifyManifest(changed, publicKey)).toBe(false)
  })

  test('are issued anew while the source lives, and never outlive it', async () => {
    await bring('A1')
    now = T + 71 * HOUR
    expect(await courier.announce()).toBe(true)
    expect(manifests()[0]?.manifest).toMatchObject({ issuedAt: now, expiresAt: T + 72 * HOUR })
    now = T + 72 * HOUR
    expect(await courier.announce()).toBe(false)
  })
})

describe('deltas', () => {
  const digest = async () => (await ledger.hotlistVersion())?.digest

  test('lead from nothing, from any kept version, and from what is unknown, to the digest announced', async () => {
    await bring('A1', 'A2', 'A3')
    const first = apply(new Map(), await ask('car-1', 0, 1))
    expect(hotlistDigest(first.values())).toBe(await digest())
    await bring('A2')
    await bring('A1', 'A2', 'A4')
    const third = apply(first, await ask('car-1', 1, 3))
    expect(hotlistDigest(third.values())).toBe(await digest())
    expect([...third.values()].map(({ plate }) => plate).sort()).toEqual(['A1', 'A2', 'A4'])
    const strange = apply(new Map([...third, ...first]), await ask('car-2', 99, 3))
    expect(hotlistDigest(strange.values())).toBe(await digest())
  })

  test('come in parts of a bounded size; an empty difference is one empty part', async () => {
    const plates = Array.from({ length: PART_ENTRIES + 500 }, (_, i) => `P${i}`)
    await bring(...plates)
    const parts = await ask('car-1', 0, 1)
    expect(parts).toHaveLength(2)
    const held = apply(new Map(), parts)
    expect(hotlistDigest(held.values())).toBe(await digest())
    const others = Array.from({ length: PART_ENTRIES }, (_, i) => `Q${i}`)
    await bring(...others)
    const change = await ask('car-1', 1, 2)
    expect(change).toHaveLength(3)
    expect(hotlistDigest(apply(held, change).values())).toBe(await digest())
    expect(await ask('car-1', 2, 2)).toHaveLength(1)
    for (const payload of [...parts, ...change]) expect(payload.length).toBeLessThan(2 ** 20)
  })

  test('a version that is not there is refused, and a failing ledger is reported', async () => {
    await bring('A1')
    expect(courier.request('car-1', { v: 1, want: 'hotlist', have: 0, version: 2 })).toBe(false)
    await ledger.close()
    expect(courier.request('car-1', { v: 1, want: 'hotlist', have: 0, version: 1 })).toBe(true)
    await courier.idle()
    expect(faults).toHaveLength(1)
    ledger = openLedgerHere(':memory:')
  })

  test('requests of one unit that wait are answered once, on the newest', async () => {
    await bring('A1')
    await bring('A1', 'A2')
    for (const id of ['u1', 'u2', 'u3', 'u4'])
      courier.request(id, { v: 1, want: 'hotlist', have: 0, version: 2 })
    courier.request('car-1', { v: 1, want: 'hotlist', have: 0, version: 1 })
    courier.request('car-1', { v: 1, want: 'hotlist', have: 1, version: 2 })
    await courier.idle()
    const mine = sent.filter(({ device }) => device === 'car-1')
    expect(mine).toHaveLength(1)
    expect(decodeJson(HotlistDelta, mine[0]?.payload ?? new Uint8Array())).toMatchObject({
      ok: true,
      value: { from: 1, to: 2 },
    })
  })
})

describe('book', () => {
  test('holds the list in force for matching, and knows what earlier lists held', async () => {
    expect(book.current()).toBeNull()
    await bring('A1', 'A2')
    const gone = (await ledger.entriesAt(1, '', 10)).find(({ plate }) => plate === 'A1')
    await bring('A2', 'B1')
    expect(book.current()?.manifest).toMatchObject({ version: 2, entries: 2, sourceAt: T })
    const index = book.current()?.index
    if (!index || !gone) throw new Error('no list')
    const hits = (plate: string) => match([{ text: plate, probability: 1 }], index, T, 0.5)
    expect(hits('B1')).toHaveLength(1)
    expect(hits('A1')).toHaveLength(0)
    expect(await book.entry(gone.id)).toMatchObject({ plate: 'A1', live: false, list: 'hot' })
    expect(await book.entry('hot:none')).toBeNull()
    expect(await book.refresh()).toBe(false)
  })
})
