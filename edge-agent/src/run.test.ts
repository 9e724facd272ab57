import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { decodeJson } from '@archway/shared/codec'
import { HealthMessage, RequestMessage } from '@archway/shared/messages'
import { describe, expect, it, vi } from 'vitest'
import type { FrameSource } from './capture/frame-source.ts'
import { deltaParts, entryOf } from './hotlist/signed-list.fixture.ts'
import { type Scene, scriptedCamera } from './scripted-vision.fixture.ts'
import { unitAtWork } from './unit-at-work.fixture.ts'

const unit = unitAtWork()

const passing = (text: string): Scene[] =>
  Array.from({ length: 4 }, (_, index) => [{ text, x: 100 + 20 * index }])
const cameras = (scenes: Scene[], every = 40) => [
  scriptedCamera('one', 1, scenes, every),
  scriptedCamera('two', 2, scenes, every),
]

describe('a unit at work', () => {
  it('takes the list from central, reads, hits, and ends when central has everything', async () => {
    const entries = [entryOf('wanted', 'ABC123', { expiresAt: Date.now() + 1e9 })]
    unit.announce(entries)
    unit.central.answers((arrived, usual) => {
      if (arrived.channel === 'images' || arrived.channel === 'reads') return usual
      return null
    })
    const serving = setInterval(() => {
      const asked = unit.central.log.some(
        ({ channel, payload }) => channel === 'requests' && decodeJson(RequestMessage, payload).ok,
      )
      if (!asked) return
      for (const part of deltaParts(0, 1, entries)) unit.central.say('delta', part)
      clearInterval(serving)
    }, 20)
    const code = await unit.start(cameras([...passing('ABC123'), ...passing('XYZ789')]))
    clearInterval(serving)
    expect(code, unit.lines.join('')).toBe(0)
    const all = unit.sightings()
    expect(all.map(({ read, hits }) => [read.text, hits.map((hit) => hit.entry)])).toEqual(
      expect.arrayContaining([
        ['ABC123', ['wanted']],
        ['XYZ789', []],
      ]),
    )
    expect(new Set(all.map(({ read }) => read.id)).size).toBe(2)
    expect(unit.central.stored.size).toBe(2 + 2 * 4)
    const health = unit.central.log.filter(({ channel }) => channel === 'health').at(-1)
    const last = health ? decodeJson(HealthMessage, health.payload) : null
    expect(last?.ok && last.value.pipeline).toMatchObject({ framesSeen: 16, reads: 2, hits: 1, errors: 0 })
    expect(last?.ok && last.value.outbox.waiting).toBe(0)
    for (const plate of ['ABC123', 'XYZ789']) expect(unit.lines.join('')).not.toContain(plate)
    expect(unit.central.clients()).toBe(0)
  }, 30_000)

  it('ends with 1 when central does not take everything in time, and sends the rest next time', async () => {
    unit.central.answers((arrived, usual) => (arrived.channel === 'images' ? null : usual))
    expect(await unit.start(cameras(passing('ABC123')), { drainSeconds: 1 }, { waitForList: 0 })).toBe(1)
    const [first] = unit.sightings()
    unit.central.answers((_arrived, usual) => usual)
    expect(await unit.start(cameras([]), {}, { waitForList: 0 })).toBe(0)
    expect(unit.central.stored.size).toBe(5)
    expect(unit.central.stored.has(first?.read.id ?? '')).toBe(true)
  }, 30_000)

  it('closes open passings and hands them over when it is told to stop', async () => {
    const stop = new AbortController()
    const endless = cameras(Array(2000).fill([{ text: 'ABC123', x: 100, certainty: 0.7 }]), 30)
    let shown = 0
    const counted = endless.map((camera) => ({
      ...camera,
      async *frames(signal: AbortSignal) {
        for await (const frame of camera.frames(signal)) {
          shown += 1
          yield frame
        }
      },
    }))
    const ended = unit.start(counted, { exitWhenDone: false }, { signal: stop.signal, waitForList: 0 })
    await vi.waitFor(() => expect(unit.central.clients()).toBe(1), 5000)
    await vi.waitFor(() => expect(shown).toBeGreaterThan(20), 5000)
    stop.abort()
    expect(await ended).toBe(0)
    expect(unit.sightings().map(({ read }) => read.text)).toEqual(['ABC123'])
  }, 20_000)

  it('stops in order when central is gone, and keeps for the next time what it could not send', async () => {
    const stop = new AbortController()
    const ended = unit.start(
      cameras([...passing('ABC123'), ...Array(2000).fill([])], 60),
      { exitWhenDone: false },
      { signal: stop.signal, waitForList: 0 },
    )
    await vi.waitFor(() => expect(unit.central.clients()).toBe(1), 5000)
    await unit.central.kill()
    await vi.waitFor(() => expect(unit.lines.join('')).toMatch(/"event":"read"/), 5000)
    const began = Date.now()
    stop.abort()
    expect(await ended).toBe(0)
    expect(Date.now() - began).toBeLessThan(4000)
    expect(unit.lines.at(-1)).toMatch(/"event":"stopped","waiting":5/)
    await unit.central.start()
    expect(await unit.start(cameras([]), {}, { waitForList: 0 })).toBe(0)
    expect(unit.central.stored.size).toBe(5)
  }, 30_000)

  it('ends with 1 when every camera failed, having sent what it has', async () => {
    const failing = (camera: string, angle: 1 | 2): FrameSource => ({
      camera,
      angle,
      async *frames(signal) {
        yield* scriptedCamera(camera, angle, passing('ABC123'), 30).frames(signal)
        throw new Error('the cable is out')
      },
    })
    expect(
      await unit.start([failing('one', 1), failing('two', 2)], { exitWhenDone: false }, { waitForList: 0 }),
    ).toBe(1)
    expect(unit.sightings().map(({ read }) => read.text)).toEqual(['ABC123'])
    expect(unit.lines.join('')).toMatch(/the cable is out/)
  }, 20_000)

  it('killed with -9 in the middle, with central gone for a while, loses nothing that it emitted', async () => {
    unit.writeConfig(0)
    const program = fileURLToPath(new URL('./run-until-killed.fixture.ts', import.meta.url))
    const identity = JSON.stringify(await unit.identity())
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', program, unit.folder, identity],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const emitted: string[] = []
    let complained = ''
    child.stderr.on('data', (chunk) => {
      complained += String(chunk)
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as { event: string; read?: string }
      if (event.event === 'read' && event.read) emitted.push(event.read)
      if (emitted.length === 5) void unit.central.kill()
      if (emitted.length === 10) child.kill('SIGKILL')
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(signal, complained).toBe('SIGKILL')

    await unit.central.start()
    expect(await unit.start([scriptedCamera('one', 1, [], 10)], {}, { waitForList: 0 })).toBe(0)
    expect(emitted.length).toBeGreaterThanOrEqual(10)
    expect(emitted.filter((id) => !unit.central.stored.has(id))).toEqual([])
    const reads = new Map(unit.sightings().map(({ read }) => [read.id, read]))
    const images = [...reads.values()].flatMap((read) => read.images.map((image) => image.id))
    expect(images.length).toBeGreaterThan(emitted.length)
    expect([...unit.central.stored].sort()).toEqual([...reads.keys(), ...images].sort())
    // What was put and not told of before the end may be there as well.
    expect(reads.size - emitted.length).toBeLessThanOrEqual(1)
  }, 60_000)
})
