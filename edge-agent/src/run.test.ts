import { spawn } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { decodeJson, encodeJson } from '@archway/shared/codec'
import { type Entry, SignedManifest } from '@archway/shared/hotlist'
import { hotlistDigest } from '@archway/shared/list-digest'
import { HealthMessage, ReadsMessage, RequestMessage, type Sighting } from '@archway/shared/messages'
import { signManifest } from '@archway/shared/signing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FrameSource } from './capture/frame-source.ts'
import { readConfig } from './config.ts'
import { type TestAuthority, testAuthority } from './enroll/authority.fixture.ts'
import { readMachine } from './health/machine.ts'
import { sealedList } from './hotlist/sealed-list.ts'
import { deltaParts, entryOf } from './hotlist/signed-list.fixture.ts'
import { jsonJournal } from './journal.ts'
import { scriptedCentral } from './mqtt/scripted-central.fixture.ts'
import { openSqliteOutbox } from './outbox/sqlite-outbox.ts'
import { type RunOptions, run } from './run.ts'
import { type Scene, scriptedCamera, scriptedVision } from './scripted-vision.fixture.ts'

const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)

let folder: string
let authority: TestAuthority
let central: Awaited<ReturnType<typeof scriptedCentral>>
let lines: string[]
let entries: Entry[]
const signing = generateKeyPairSync('ed25519')

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'run-'))
  authority = await testAuthority()
  const server = await authority.server()
  central = await scriptedCentral({ device: 'unit-1', tls: { ...server, ca: authority.certificate } })
  lines = []
  entries = []
})
afterEach(async () => {
  await central.kill()
  rmSync(folder, { recursive: true, force: true })
})

function announce() {
  const now = Date.now()
  const manifest = {
    v: 1,
    version: 1,
    entries: entries.length,
    digest: hotlistDigest(entries),
    sourceAt: now,
    issuedAt: now,
    expiresAt: now + 3_600_000,
  } as const
  central.say('hotlist', encodeJson(SignedManifest, signManifest(manifest, signing.privateKey)), true)
}

function writeConfig(waitForList: number): string {
  const file = join(folder, 'unit.yaml')
  const source = { kind: 'folder', path: '.' }
  const cameras = [
    { id: 'one', angle: 1, source },
    { id: 'two', angle: 2, source },
  ]
  writeFileSync(
    file,
    JSON.stringify({ unit: 'unit-1', kind: 'fixed', state: '.', cameras, waitForListSeconds: waitForList }),
  )
  return file
}

async function start(
  sources: FrameSource[],
  options: Partial<RunOptions> = {},
  {
    signal = new AbortController().signal,
    waitForList = 5,
  }: { signal?: AbortSignal; waitForList?: number } = {},
) {
  const config = readConfig(writeConfig(waitForList), { state: null, models: null })
  if (!config.ok) throw new Error(config.error.join('\n'))
  const { key, certificate } = await authority.device('unit-1')
  const signingKey = createPublicKey(signing.publicKey.export({ type: 'spki', format: 'pem' }))
  return run(
    {
      config: config.value,
      identity: {
        device: 'unit-1',
        broker: central.url(),
        key,
        certificate,
        ca: authority.certificate,
        signingKey,
        validUntil: Date.now() + 1e6,
      },
      sources,
      vision: scriptedVision(),
      eyes: 1,
      outbox: openSqliteOutbox(join(folder, 'outbox.db'), 1e9, Date.now),
      storage: sealedList(folder, signingKey, random),
      locator: null,
      machine: () => readMachine(folder),
      software: 'test',
      clock: Date.now,
      random,
      journal: jsonJournal((line) => lines.push(line), Date.now),
    },
    { exitWhenDone: true, drainSeconds: 10, ...options },
    signal,
  )
}

const passing = (text: string): Scene[] =>
  Array.from({ length: 4 }, (_, index) => [{ text, x: 100 + 20 * index }])
const cameras = (scenes: Scene[], every = 40) => [
  scriptedCamera('one', 1, scenes, every),
  scriptedCamera('two', 2, scenes, every),
]

const sightings = (): Sighting[] =>
  central.log.flatMap(({ channel, payload }) => {
    const message = channel === 'reads' ? decodeJson(ReadsMessage, payload) : null
    return message?.ok ? message.value.sightings : []
  })

describe('a unit at work', () => {
  it('takes the list from central, reads, hits, and ends when central has everything', async () => {
    entries = [entryOf('wanted', 'ABC123', { expiresAt: Date.now() + 1e9 })]
    announce()
    central.answers((arrived, usual) => {
      if (arrived.channel === 'images' || arrived.channel === 'reads') return usual
      return null
    })
    const serving = setInterval(() => {
      const asked = central.log.some(
        ({ channel, payload }) => channel === 'requests' && decodeJson(RequestMessage, payload).ok,
      )
      if (!asked) return
      for (const part of deltaParts(0, 1, entries)) central.say('delta', part)
      clearInterval(serving)
    }, 20)
    const code = await start(cameras([...passing('ABC123'), ...passing('XYZ789')]))
    clearInterval(serving)
    expect(code, lines.join('')).toBe(0)
    const all = sightings()
    expect(all.map(({ read, hits }) => [read.text, hits.map((hit) => hit.entry)])).toEqual(
      expect.arrayContaining([
        ['ABC123', ['wanted']],
        ['XYZ789', []],
      ]),
    )
    expect(new Set(all.map(({ read }) => read.id)).size).toBe(2)
    expect(central.stored.size).toBe(2 + 2 * 4)
    const health = central.log.filter(({ channel }) => channel === 'health').at(-1)
    const last = health ? decodeJson(HealthMessage, health.payload) : null
    expect(last?.ok && last.value.pipeline).toMatchObject({ framesSeen: 16, reads: 2, hits: 1, errors: 0 })
    expect(last?.ok && last.value.outbox.waiting).toBe(0)
    for (const plate of ['ABC123', 'XYZ789']) expect(lines.join('')).not.toContain(plate)
    expect(central.clients()).toBe(0)
  }, 30_000)

  it('ends with 1 when central does not take everything in time, and sends the rest next time', async () => {
    central.answers((arrived, usual) => (arrived.channel === 'images' ? null : usual))
    expect(await start(cameras(passing('ABC123')), { drainSeconds: 1 }, { waitForList: 0 })).toBe(1)
    const [first] = sightings()
    central.answers((_arrived, usual) => usual)
    expect(await start(cameras([]), {}, { waitForList: 0 })).toBe(0)
    expect(central.stored.size).toBe(5)
    expect(central.stored.has(first?.read.id ?? '')).toBe(true)
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
    const ended = start(counted, { exitWhenDone: false }, { signal: stop.signal, waitForList: 0 })
    await vi.waitFor(() => expect(central.clients()).toBe(1), 5000)
    await vi.waitFor(() => expect(shown).toBeGreaterThan(20), 5000)
    stop.abort()
    expect(await ended).toBe(0)
    expect(sightings().map(({ read }) => read.text)).toEqual(['ABC123'])
  }, 20_000)

  it('stops in order when central is gone, and keeps for the next time what it could not send', async () => {
    const stop = new AbortController()
    const ended = start(
      cameras([...passing('ABC123'), ...Array(2000).fill([])], 60),
      { exitWhenDone: false },
      { signal: stop.signal, waitForList: 0 },
    )
    await vi.waitFor(() => expect(central.clients()).toBe(1), 5000)
    await central.kill()
    await vi.waitFor(() => expect(lines.join('')).toMatch(/"event":"read"/), 5000)
    const began = Date.now()
    stop.abort()
    expect(await ended).toBe(0)
    expect(Date.now() - began).toBeLessThan(4000)
    expect(lines.at(-1)).toMatch(/"event":"stopped","waiting":5/)
    await central.start()
    expect(await start(cameras([]), {}, { waitForList: 0 })).toBe(0)
    expect(central.stored.size).toBe(5)
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
      await start([failing('one', 1), failing('two', 2)], { exitWhenDone: false }, { waitForList: 0 }),
    ).toBe(1)
    expect(sightings().map(({ read }) => read.text)).toEqual(['ABC123'])
    expect(lines.join('')).toMatch(/the cable is out/)
  }, 20_000)

  it('killed with -9 in the middle, with central gone for a while, loses nothing that it emitted', async () => {
    writeConfig(0)
    const program = fileURLToPath(new URL('./run-until-killed.fixture.ts', import.meta.url))
    const signingKey = signing.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const identity = {
      device: 'unit-1',
      broker: central.url(),
      ...(await authority.device('unit-1')),
      ca: authority.certificate,
      signingKey,
    }
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', program, folder, JSON.stringify(identity)],
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
      if (emitted.length === 5) void central.kill()
      if (emitted.length === 10) child.kill('SIGKILL')
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(signal, complained).toBe('SIGKILL')

    await central.start()
    expect(await start([scriptedCamera('one', 1, [], 10)], {}, { waitForList: 0 })).toBe(0)
    expect(emitted.length).toBeGreaterThanOrEqual(10)
    expect(emitted.filter((id) => !central.stored.has(id))).toEqual([])
    const reads = new Map(sightings().map(({ read }) => [read.id, read]))
    const images = [...reads.values()].flatMap((read) => read.images.map((image) => image.id))
    expect(images.length).toBeGreaterThan(emitted.length)
    expect([...central.stored].sort()).toEqual([...reads.keys(), ...images].sort())
    // What was put and not told of before the end may be there as well.
    expect(reads.size - emitted.length).toBeLessThanOrEqual(1)
  }, 60_000)
})
