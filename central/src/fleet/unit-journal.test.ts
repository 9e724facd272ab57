import type { UnitView } from '@archway/shared/api'
import type { UnitEvent } from '@archway/shared/api/deployment'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { createUnitJournal, type UnitJournal } from './unit-journal.ts'

const T = Date.UTC(2026, 2, 1, 12)
const MINUTE = 60_000
const unit = (change: Partial<UnitView> = {}): UnitView => ({
  id: 'unit-1',
  kind: 'fixed',
  name: 'Unit 1',
  place: null,
  state: 'online',
  lastSeenAt: T,
  hotlistVersion: null,
  waiting: null,
  framesDropped: null,
  faults: [],
  ...change,
})

let ledger: Ledger
let at: number
let view: UnitView
let cameras: number
let faults: { camera: string; fault: string }[]
let journal: UnitJournal
const begin = () =>
  createUnitJournal({
    presence: { views: () => [view], cameraFaults: () => ({ cameras, faults }) },
    ledger,
    now: () => at,
  })
const ticks = async (minutes: number) => {
  for (let n = 0; n < minutes * 4; n += 1) {
    at += MINUTE / 4
    await journal.tick()
  }
}
const events = async (): Promise<Partial<UnitEvent>[]> =>
  (await ledger.unitEvents({ device: null, before: null, limit: 9 })).map(({ kind, part, since, until }) => ({
    kind,
    part,
    since,
    until,
  }))

beforeEach(async () => {
  ledger = openLedgerHere(':memory:')
  await ledger.addDevice({ id: 'unit-1', kind: 'vehicle', name: 'Unit 1', place: null }, T, 'it')
  at = T
  view = unit()
  cameras = 2
  faults = []
  journal = begin()
})

describe('outages', () => {
  test('promise 38: a unit that is not heard has an outage from when it was last heard until it is back', async () => {
    await ticks(5)
    view = unit({ state: 'offline', lastSeenAt: at - MINUTE })
    const since = at - MINUTE
    await ticks(3)
    expect(await events()).toEqual([{ kind: 'outage', part: '', since, until: null }])
    // Another central goes on with what is open.
    journal = begin()
    await ticks(3)
    // It is back, and has not yet said how it is.
    cameras = 0
    view = unit({ lastSeenAt: at })
    await ticks(1)
    expect(await events()).toEqual([{ kind: 'outage', part: '', since, until: at - MINUTE * 0.75 }])
  })
  test('a short absence is none, and after a start units have time to come back', async () => {
    view = unit({ state: 'offline', lastSeenAt: T - 60 * MINUTE })
    await ticks(1.5)
    view = unit({ lastSeenAt: at })
    await ticks(3)
    view = unit({ state: 'offline', lastSeenAt: at })
    await ticks(1.5)
    view = unit({ lastSeenAt: at })
    await ticks(1)
    expect(await events()).toEqual([])
  })
})

describe('cameras', () => {
  test('promise 38: one that fails is an event; all of a unit that goes on look like tampering', async () => {
    faults = [{ camera: 'camera-1', fault: 'no frames' }]
    await ticks(3)
    expect(await events()).toMatchObject([{ kind: 'camera', part: 'camera-1', until: null }])
    faults = [...faults, { camera: 'camera-2', fault: 'no frames' }]
    await ticks(3)
    expect((await events()).map(({ kind }) => kind).sort()).toEqual(['camera', 'camera', 'tamper'])
    view = unit({ state: 'offline', lastSeenAt: at })
    await ticks(3)
    // What its cameras do is not known meanwhile.
    expect((await events()).filter(({ until }) => until === null)).toHaveLength(4)
    view = unit({ lastSeenAt: at })
    cameras = 0
    await ticks(1)
    expect((await events()).filter(({ until }) => until === null)).toHaveLength(3)
    cameras = 2
    faults = []
    await ticks(1)
    expect((await events()).filter(({ until }) => until === null)).toEqual([])
  })
})

test('uptime is added up day by day, also over midnight and what was not flushed', async () => {
  at = Date.UTC(2026, 2, 1, 23, 58)
  journal = begin()
  await ticks(4)
  view = unit({ state: 'offline', lastSeenAt: at })
  await ticks(4)
  await journal.flush()
  const record = await ledger.spanRecord({ from: Date.UTC(2026, 2, 1), until: Date.UTC(2026, 2, 2) }, at)
  const next = await ledger.spanRecord({ from: Date.UTC(2026, 2, 2), until: Date.UTC(2026, 2, 3) }, at)
  const ms = (rows: typeof record.up, device: string) => rows.find((row) => row.device === device)?.ms ?? 0
  expect(ms(record.up, 'unit-1') + ms(next.up, 'unit-1')).toBe(4 * MINUTE)
  expect(ms(record.up, '') + ms(next.up, '')).toBe(8 * MINUTE)
  expect(ms(record.up, 'unit-1')).toBeGreaterThan(MINUTE)
})

test('a process that slept did not hear anybody meanwhile', async () => {
  await ticks(1)
  at += 600 * MINUTE
  await journal.tick()
  await journal.flush()
  const { up } = await ledger.spanRecord({ from: Date.UTC(2026, 2, 1), until: Date.UTC(2026, 2, 2) }, at)
  expect(up.find(({ device }) => device === '')?.ms).toBe(2 * MINUTE)
})
