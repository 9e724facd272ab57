import { tmpdir } from 'node:os'
import { HealthMessage } from '@archway/shared/messages'
import { describe, expect, it } from 'vitest'
import { type HealthSources, healthNow } from './health.ts'
import { LossMeter } from './loss-meter.ts'
import { readMachine } from './machine.ts'
import { createStandingFaults } from './standing-faults.ts'

const NOW = Date.UTC(2026, 10, 24)

function sources(change: Partial<HealthSources> = {}): HealthSources {
  return {
    software: '0.1.0',
    model: 'm1',
    startedAt: NOW - 61_500,
    meter: new LossMeter(),
    cameras: [
      { camera: 'north', angle: 1 },
      { camera: 'south', angle: 2 },
    ],
    counts: () =>
      new Map([
        ['north', { captured: 10, dropped: 3, lastFrameAt: NOW - 5, fault: null }],
        ['south', { captured: 4, dropped: 1, lastFrameAt: null, fault: 'no such file' }],
      ]),
    outbox: () => ({ waiting: 2, oldestAt: NOW - 9, refused: 1, evicted: 0, bytes: 77 }),
    hotlist: () => ({ version: 3, entries: 5, ageSeconds: 60, fault: null, canary: 'found' as const }),
    machine: () => readMachine(tmpdir()),
    hasFix: () => null,
    faults: createStandingFaults(),
    ...change,
  }
}

describe('health', () => {
  it('is a message that central takes, with every count', async () => {
    const meter = new LossMeter()
    meter.seen('north', 2)
    meter.seen('north', 0)
    meter.outcomes({ contributed: 0, absorbed: 0, unreadable: 1 })
    meter.emitted(2)
    meter.still()
    meter.failed('north', 'the model broke')
    const health = await healthNow(sources({ meter }), NOW)
    expect(HealthMessage.parse(health)).toEqual(health)
    expect(health.upSeconds).toBe(61)
    expect(health.pipeline).toEqual({
      framesCaptured: 14,
      framesDropped: 4,
      framesSeen: 2,
      framesStill: 1,
      detections: 2,
      glimpses: 2,
      unreadable: 1,
      reads: 1,
      hits: 2,
      errors: 1,
    })
  })

  it('shows a camera that gives no frames, and frames that cannot be read, until they can', async () => {
    const meter = new LossMeter()
    meter.failed('north', 'the model broke '.repeat(50))
    const broken = await healthNow(sources({ meter }), NOW)
    expect(broken.cameras.map((camera) => camera.fault?.slice(0, 15))).toEqual([
      'the model broke',
      'no such file',
    ])
    expect(broken.faults).toEqual([
      { kind: 'camera', part: 'north', since: NOW },
      { kind: 'camera', part: 'south', since: NOW },
    ])
    meter.seen('north', 0)
    expect((await healthNow(sources({ meter }), NOW)).cameras[0]?.fault).toBe(null)
  })

  it('tells what this machine can tell, and null for the rest', async () => {
    const machine = await readMachine(tmpdir())
    expect(machine.memoryBytes).toBeGreaterThan(1e7)
    expect(machine.diskFreeBytes).toBeGreaterThan(0)
    expect((await readMachine('/nowhere')).diskFreeBytes).toBe(null)
  })

  it('tells whether a vehicle has a fix, and has no field for where', async () => {
    expect((await healthNow(sources({ hasFix: () => true }), NOW)).hasFix).toBe(true)
    expect(JSON.stringify(Object.keys(HealthMessage.shape))).not.toMatch(/lat|lon|place|location/)
  })
})
