import { HealthMessage } from '@archway/shared/messages'
import { expect, it } from 'vitest'
import { createStandingFaults } from './standing-faults.ts'

const T = Date.UTC(2026, 10, 24)
const camera = (name: string, fault: string | null) => ({
  camera: name,
  angle: 1 as const,
  lastFrameAt: null,
  fault,
})
const health = (change: Partial<HealthMessage> = {}): HealthMessage =>
  HealthMessage.parse({
    v: 1,
    at: T,
    upSeconds: 0,
    software: 's',
    model: 'm',
    pipeline: {
      framesCaptured: 0,
      framesDropped: 0,
      framesSeen: 0,
      detections: 0,
      glimpses: 0,
      unreadable: 0,
      reads: 0,
      hits: 0,
      errors: 7,
    },
    outbox: { waiting: 0, oldestAt: null, refused: 3, evicted: 2, bytes: 0 },
    hotlist: { version: 1, entries: 1, ageSeconds: 1, fault: null },
    cameras: [camera('north', null), camera('south', null)],
    machine: { cpuLoad: null, memoryBytes: 1, diskFreeBytes: 2 ** 40, temperatureC: null },
    hasFix: null,
    ...change,
  })

it('a fault stands from when it was first seen until it is gone; then it is a new one', () => {
  const faults = createStandingFaults()
  expect(faults.of(health(), T)).toEqual([])
  const south = { cameras: [camera('north', null), camera('south', 'no such file')] }
  expect(faults.of(health(south), T + 10)).toEqual([{ kind: 'camera', part: 'south', since: T + 10 }])
  const both = { cameras: [camera('north', 'unplugged'), camera('south', 'another reason')] }
  expect(faults.of(health(both), T + 20)).toEqual([
    { kind: 'camera', part: 'south', since: T + 10 },
    { kind: 'camera', part: 'north', since: T + 20 },
  ])
  expect(faults.of(health(), T + 30)).toEqual([])
  expect(faults.of(health(south), T + 40)).toEqual([{ kind: 'camera', part: 'south', since: T + 40 }])
})

it('list, canary, disk and fix are named; a disk that cannot be looked at is no disk with room', () => {
  const named = (change: Partial<HealthMessage>) =>
    createStandingFaults()
      .of(health(change), T)
      .map(({ kind }) => kind)
  const list = { version: 1, entries: 1, ageSeconds: 1, canary: 'missing' as const }
  expect(named({ hotlist: { ...list, fault: 'it is over' } })).toEqual(['hotlist'])
  expect(named({ hotlist: { ...list, fault: null } })).toEqual(['canary'])
  const machine = { cpuLoad: null, memoryBytes: 1, temperatureC: null }
  expect(named({ machine: { ...machine, diskFreeBytes: 1000 } })).toEqual(['disk'])
  expect(named({ machine: { ...machine, diskFreeBytes: null } })).toEqual(['disk'])
  expect(named({ hasFix: false })).toEqual(['fix'])
})

it('whatever is wrong, it is no more than a message takes', () => {
  const cameras = Array.from({ length: 4 }, (_, n) => camera(`${n}`.repeat(64), 'gone'))
  const message = health({ cameras, hasFix: false })
  expect(
    HealthMessage.parse({ ...message, faults: createStandingFaults().of(message, T) }).faults,
  ).toHaveLength(5)
})
