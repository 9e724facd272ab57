import type { Entry, HotlistIndex } from '@archway/shared/hotlist'
import { indexHotlist } from '@archway/shared/hotlist-index'
import { timeOf } from '@archway/shared/id'
import { Sighting } from '@archway/shared/messages'
import type { Location } from '@archway/shared/read'
import { sha256 } from '@archway/shared/signing'
import { describe, expect, it } from 'vitest'
import { newest } from './capture/newest.ts'
import type { ReadImage, Sink } from './emit.ts'
import { FUSE_DEFAULTS } from './fuse/settings.ts'
import { LossMeter } from './health/loss-meter.ts'
import { entryOf } from './hotlist/signed-list.fixture.ts'
import { looking, someJurisdictions } from './jurisdiction/models.fixture.ts'
import { pipeline } from './pipeline.ts'
import { type Scene, scriptedCamera, scriptedVision } from './scripted-vision.fixture.ts'
import type { Vision } from './vision/vision.ts'

const PLACE: Location = { lat: 38.6, lon: -90.2, accuracyMetres: 5, fixedAt: 0 }

interface Taken {
  readonly sighting: Sighting
  readonly images: readonly ReadImage[]
}

async function drive(
  cameras: { one: Scene[]; two?: Scene[] },
  given: { entries?: Entry[]; vision?: Vision; eyes?: number; sinks?: Sink[]; every?: number } = {},
) {
  const taken: Taken[] = []
  const faults: string[] = []
  const asked: number[] = []
  const meter = new LossMeter()
  const hotlist: HotlistIndex = indexHotlist(1, given.entries ?? [])
  const every = given.every ?? 30
  const sources = [
    scriptedCamera('one', 1, cameras.one, every),
    ...(cameras.two ? [scriptedCamera('two', 2, cameras.two, every)] : []),
  ]
  await pipeline({
    frames: newest(sources, new AbortController().signal, () => undefined).shared(given.eyes ?? 1),
    vision: given.vision ?? scriptedVision(),
    hotlist: { current: () => hotlist },
    locator: {
      at: (time) => {
        asked.push(time)
        return PLACE
      },
    },
    sinks: [
      ...(given.sinks ?? []),
      { name: 'test', take: (sighting, images) => void taken.push({ sighting, images }) },
    ],
    meter,
    mint: {
      device: 'unit-1',
      clock: Date.now,
      random: (into) => globalThis.crypto.getRandomValues(into),
    },
    settings: { fuse: { ...FUSE_DEFAULTS, angles: cameras.two ? 2 : 1 }, minimumProbability: 0.3 },
    onFault: (where) => faults.push(where),
  })
  return { taken, faults, asked, counts: meter.counts() }
}

const passing = (text: string, frames = 5): Scene[] =>
  Array.from({ length: frames }, (_, index) => [{ text, x: 100 + index * 20 }])

describe('the pipeline', () => {
  it('sees two cameras at once, and makes the same Read of them', async () => {
    const eyes = scriptedVision()
    let inSight = 0
    let most = 0
    const slow: Vision = {
      ...eyes,
      async see(frame) {
        most = Math.max(most, ++inSight)
        await new Promise((resolve) => setTimeout(resolve, 2))
        inSight -= 1
        return eyes.see(frame)
      },
    }
    const both = { one: passing('ABC123'), two: passing('ABC123') }
    const { taken, faults } = await drive(both, { vision: slow, eyes: 2 })
    expect(most).toBe(2)
    expect(taken.map(({ sighting }) => sighting.read.text)).toEqual(['ABC123'])
    expect(taken[0]?.sighting.read.views.map(({ camera }) => camera)).toEqual(['one', 'two'])
    expect(faults).toEqual([])
  })

  it('makes one Read of one passing of both cameras, that central takes, with images bound by hash', async () => {
    const { taken, counts, faults } = await drive({ one: passing('ABC123'), two: passing('ABC123') })
    expect(taken.length).toBe(1)
    const { sighting, images } = taken[0] as Taken
    const { read } = sighting
    expect(Sighting.parse(sighting)).toEqual(sighting)
    expect(read).toMatchObject({ text: 'ABC123', device: 'unit-1', model: 'scripted' })
    expect(read.views.map((view) => [view.angle, view.camera])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    expect(images.map(({ header }) => [header.angle, header.kind])).toEqual([
      [1, 'scene'],
      [1, 'plate'],
      [2, 'scene'],
      [2, 'plate'],
    ])
    expect(read.images).toEqual(
      images.map(({ header, bytes }) => ({
        id: header.id,
        angle: header.angle,
        kind: header.kind,
        sha256: sha256(bytes),
        bytes: bytes.byteLength,
      })),
    )
    for (const id of [read.id, ...read.images.map((image) => image.id)])
      expect(timeOf(id)).toBe(read.capturedAt)
    expect(counts).toMatchObject({
      framesSeen: 10,
      detections: 10,
      glimpses: 10,
      reads: 1,
      hits: 0,
      errors: 0,
    })
    expect(faults).toEqual([])
  })

  it('tells the state of a Read, and by its serials O from 0, in the text, the characters and every angle', async () => {
    const states = looking(0.96, 0.02, 0.01, 0.01)
    const vision = scriptedVision({ jurisdictions: someJurisdictions(), states })
    const scene = (text: string): Scene[] => [[{ text, x: 100, certainty: 0.5, doubts: { 5: 'O' } }]]
    const entries = [entryOf('V1', 'AB1C2O')]
    const { taken } = await drive({ one: scene('AB1C20'), two: scene('AB1C20') }, { vision, entries })
    const { read, hits } = taken[0]?.sighting ?? expect.fail('no Read')
    expect(Sighting.parse(taken[0]?.sighting)).toEqual(taken[0]?.sighting)
    expect(read.jurisdiction?.code).toBe('us-mo')
    expect(read.jurisdiction?.probability).toBeGreaterThan(0.95)
    expect(read.text).toBe('AB1C2O')
    expect(read.views.map(({ best }) => best.text)).toEqual(['AB1C2O', 'AB1C2O'])
    expect(read.characters[5]).toMatchObject({ char: 'O', rivals: [{ char: '0' }] })
    expect(hits).toMatchObject([{ probability: read.probability, exact: read.probability }])
    expect(read.rivals[0]).toMatchObject({ text: 'AB1C20' })
  })

  it('leaves the state open where the eyes cannot tell it, and the letters as they look', async () => {
    const cases = [
      scriptedVision(),
      scriptedVision({
        jurisdictions: someJurisdictions({ formats: null }),
        states: looking(0.4, 0.3, 0.2, 0.1),
      }),
    ]
    for (const vision of cases) {
      const { taken } = await drive(
        { one: [[{ text: 'AB1C20', x: 100, certainty: 0.8, doubts: { 5: 'O' } }]] },
        { vision },
      )
      expect(taken[0]?.sighting.read).toMatchObject({ text: 'AB1C20', jurisdiction: null })
    }
  })

  it('gives corners in pixels of the scene image, which is smaller than the frame here', async () => {
    const { taken } = await drive({ one: [[{ text: 'ABC123', x: 400 }]] })
    expect(taken[0]?.sighting.read.views[0]?.corners[0]).toEqual([200, 150])
  })

  it('hits the list in force by the posterior, and asks for a place only then', async () => {
    const entries = [entryOf('hit', 'ABC123'), entryOf('other', 'ABC128')]
    const hit = await drive({ one: passing('ABC123') }, { entries })
    expect(hit.taken[0]?.sighting.hits.map(({ entry, location }) => [entry, location])).toEqual([
      ['hit', PLACE],
    ])
    expect(hit.counts.hits).toBe(1)
    const miss = await drive({ one: passing('XYZ789') }, { entries })
    expect(miss.taken[0]?.sighting.hits).toEqual([])
    expect(miss.asked).toEqual([])
    expect(JSON.stringify(miss.taken[0]?.sighting)).not.toMatch(/"lat"|"lon"/)
  })

  it('closes what is open when the frames end', async () => {
    const { taken } = await drive({ one: [[{ text: 'ABC123', x: 0, certainty: 0.8 }]] })
    expect(taken.length).toBe(1)
  })

  it('emits while a camera goes on, when time says so and no frame does', async () => {
    const eyes = scriptedVision()
    let looks = 0
    const counting: Vision = {
      ...eyes,
      see: (frame) => {
        looks += 1
        return eyes.see(frame)
      },
    }
    const emittedAfter: number[] = []
    const sinks = [{ name: 'looks', take: () => void emittedAfter.push(looks) }]
    const scenes = { one: [[{ text: 'ABC123', x: 0, certainty: 0.8 }], []] }
    await drive(scenes, { every: 3100, vision: counting, sinks })
    // Seen at 3.1 s, next frame at 6.2 s: closed by time in between, half a second behind the clock.
    expect(emittedAfter).toEqual([1])
  }, 20_000)

  it('goes on after frames that cannot be seen, and counts each', async () => {
    const { taken, counts, faults } = await drive({ one: ['broken', ...passing('ABC123'), 'broken'] })
    expect(taken.length).toBe(1)
    expect(counts).toMatchObject({ framesSeen: 5, errors: 2, reads: 1 })
    expect(faults).toEqual(['camera one', 'camera one'])
  })

  it('does not lose a Read whose images cannot be cut out', async () => {
    const { taken, counts } = await drive(
      { one: passing('ABC123') },
      { vision: scriptedVision({ evidence: false }) },
    )
    expect(taken[0]?.sighting.read).toMatchObject({ text: 'ABC123', images: [] })
    expect(counts).toMatchObject({ reads: 1, errors: 1 })
  })

  it('lets no sink that fails keep a Read from another', async () => {
    const failing: Sink[] = [
      {
        name: 'full disk',
        take: () => {
          throw new Error('no space')
        },
      },
    ]
    const { taken, faults, counts } = await drive({ one: passing('ABC123') }, { sinks: failing })
    expect(taken.length).toBe(1)
    expect(faults).toEqual(['sink full disk'])
    expect(counts.errors).toBe(1)
  })

  it('stores nothing of an empty road', async () => {
    const { taken, counts } = await drive({ one: Array(10).fill([]) })
    expect(taken).toEqual([])
    expect(counts).toMatchObject({ framesSeen: 10, detections: 0, reads: 0, errors: 0 })
  })

  it('counts what nobody could read', async () => {
    const { taken, counts } = await drive({ one: [[{ text: 'ABC123', x: 0, certainty: 0.05 }]] })
    expect(taken).toEqual([])
    expect(counts).toMatchObject({ glimpses: 1, unreadable: 1, reads: 0 })
  })
})
