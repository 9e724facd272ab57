import { UnitView } from '@archway/shared/api'
import { encodeJson } from '@archway/shared/codec'
import { HealthMessage, StatusMessage } from '@archway/shared/messages'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { openRegistry } from './ledger-registry.ts'
import { createPresence, type Presence, SILENCE_MS } from './presence.ts'

const T = Date.UTC(2026, 10, 24)
const HEALTH: HealthMessage = {
  v: 1,
  at: T,
  upSeconds: 60,
  software: 's',
  model: 'm',
  pipeline: {
    framesCaptured: 9,
    framesDropped: 3,
    framesSeen: 6,
    framesStill: 0,
    detections: 2,
    glimpses: 2,
    unreadable: 0,
    reads: 1,
    hits: 0,
    errors: 0,
  },
  outbox: { waiting: 4, oldestAt: T, refused: 0, evicted: 0, bytes: 100 },
  hotlist: { version: 7, entries: 10, ageSeconds: 60, fault: null },
  cameras: [{ camera: 'front', angle: 1, lastFrameAt: T, fault: null }],
  machine: { cpuLoad: 0.5, memoryBytes: 1, diskFreeBytes: 1, temperatureC: null },
  hasFix: null,
}

let ledger: Ledger
let presence: Presence
let now: number
let seen: string[]
let changed: UnitView[]

beforeEach(async () => {
  now = T
  seen = []
  changed = []
  ledger = openLedgerHere(':memory:')
  await ledger.addDevice({ id: 'car-1', kind: 'vehicle', name: 'Car 1', place: null }, T, 'it')
  await ledger.addDevice({ id: 'car-2', kind: 'vehicle', name: 'Car 2', place: null }, T, 'it')
  await ledger.deviceSeen('car-2', T - 5)
  const registry = await openRegistry(ledger)
  presence = createPresence({
    registry,
    now: () => now,
    seen: (device, at) => seen.push(`${device} ${at - T}`),
  })
  presence.watch((unit) => changed.push(UnitView.parse(unit)))
})
afterEach(() => ledger.close())

const health = (over: Partial<HealthMessage> = {}) =>
  presence.accept({
    device: 'car-1',
    channel: 'health',
    payload: encodeJson(HealthMessage, { ...HEALTH, ...over }),
  })
const status = (state: 'online' | 'offline') =>
  presence.accept({
    device: 'car-1',
    channel: 'status',
    payload: encodeJson(StatusMessage, { v: 1, state, since: T, software: 's' }),
  })

describe('presence', () => {
  test('a unit is never seen, then online with its account, then offline by its will', () => {
    expect(presence.views().map(({ id, state }) => `${id} ${state}`)).toEqual([
      'car-1 never-seen',
      'car-2 offline',
    ])
    expect(status('online')).toBeNull()
    expect(health()).toBeNull()
    expect(presence.view('car-1')).toEqual({
      id: 'car-1',
      kind: 'vehicle',
      name: 'Car 1',
      place: null,
      state: 'online',
      lastSeenAt: T,
      hotlistVersion: 7,
      waiting: 4,
      framesDropped: 3,
      faults: [],
    })
    status('offline')
    expect(presence.view('car-1')).toMatchObject({ state: 'offline', faults: [] })
    expect(changed.map(({ state }) => state)).toEqual(['online', 'online', 'offline'])
    expect(presence.view('nobody')).toBeNull()
  })

  test('silence makes a unit offline, once; any message brings it back', () => {
    presence.heard('car-1')
    now = T + SILENCE_MS - 1
    presence.tick()
    expect(presence.view('car-1')?.state).toBe('online')
    now += 1
    presence.tick()
    presence.tick()
    presence.heard('car-1')
    presence.heard('car-1')
    expect(changed.map(({ state }) => state)).toEqual(['online', 'offline', 'online'])
  })

  test('what is wrong is said, while the unit is there', () => {
    health({
      at: T - 600_000,
      cameras: [{ camera: 'front', angle: 1, lastFrameAt: null, fault: 'no picture' }],
      hotlist: { ...HEALTH.hotlist, fault: 'expired' },
      outbox: { ...HEALTH.outbox, refused: 2, evicted: 1 },
      pipeline: { ...HEALTH.pipeline, errors: 5 },
    })
    expect(presence.view('car-1')?.faults).toEqual([
      'its clock is 10 min behind',
      'camera front: no picture',
      'hotlist: expired',
      '5 errors since it started',
      'central refused 2 of its messages',
      'its outbox was full: 1 lost',
    ])
  })

  test('how long a fault lasts is said where the unit says since when; kinds of newer units are shown by their name', () => {
    const since = (minutes: number) => T - minutes * 60_000
    health({
      cameras: [{ camera: 'front', angle: 1, lastFrameAt: null, fault: 'no picture' }],
      hotlist: { ...HEALTH.hotlist, canary: 'missing' },
      machine: { ...HEALTH.machine, diskFreeBytes: 300 * 2 ** 20 },
      faults: [
        { kind: 'disk', part: '', since: since(3 * 1440) },
        { kind: 'fix', part: '', since: since(180) },
        { kind: 'camera', part: 'front', since: since(12) },
        { kind: 'fan', part: 'left', since: since(0) },
      ],
    })
    expect(presence.view('car-1')?.faults).toEqual([
      'camera front: no picture, for 12 min',
      'hotlist: its matching does not find the canary, so it may match nothing; restart it, or replace its list',
      'its disk is nearly full: 300 MiB free, for 3 days',
      'it does not know where it is, for 3 h',
      'fan left',
    ])
  })

  test('what is not understood is refused with a reason and changes nothing', () => {
    const bad = presence.accept({
      device: 'car-1',
      channel: 'health',
      payload: Buffer.from('{"v":1,"plate":"X"}'),
    })
    expect(bad?.code).toBe('schema')
    expect(presence.accept({ device: 'car-1', channel: 'status', payload: Buffer.from('?') })?.code).toBe(
      'malformed',
    )
    expect(presence.view('car-1')?.state).toBe('never-seen')
  })

  test('the ledger is told once a minute', () => {
    for (let i = 0; i < 13; i++) {
      health()
      now += 10_000
    }
    expect(seen).toEqual(['car-1 0', 'car-1 60000', 'car-1 120000'])
  })
})
