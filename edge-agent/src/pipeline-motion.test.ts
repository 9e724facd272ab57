import { indexHotlist } from '@archway/shared/hotlist-index'
import { expect, it } from 'vitest'
import type { FrameSource } from './capture/frame-source.ts'
import { newest } from './capture/newest.ts'
import { FUSE_DEFAULTS } from './fuse/settings.ts'
import { LossMeter } from './health/loss-meter.ts'
import { type PipelineParts, pipeline } from './pipeline.ts'
import { scriptedVision } from './scripted-vision.fixture.ts'
import type { Vision } from './vision/vision.ts'

const partsOf = (meter: LossMeter, vision: Vision, source: FrameSource): PipelineParts => ({
  frames: [newest([source], new AbortController().signal, () => undefined)],
  vision,
  hotlist: { current: () => indexHotlist(1, []) },
  locator: null,
  sinks: [{ name: 'test', take: () => expect.fail('a Read of nothing') }],
  meter,
  mint: { device: 'unit-1', clock: Date.now, random: (into) => into },
  settings: { fuse: { ...FUSE_DEFAULTS, angles: 1 }, minimumProbability: 0.3 },
  onFault: (where) => expect.fail(where),
})

/** A camera of 128×128 whose frames are all of one grey each. A change of half the picture is a change. */
const camera = (greys: readonly (readonly [number, number])[]): FrameSource => ({
  camera: 'one',
  angle: 1,
  async *frames() {
    for (const [sequence, [upper, lower]] of greys.entries()) {
      await new Promise((done) => setTimeout(done, 15))
      const bytes = new Uint8Array(128 * 128 * 3).fill(lower).fill(upper, 0, 64 * 128 * 3)
      const pixels = { kind: 'rgb', width: 128, height: 128, bytes } as const
      yield { camera: 'one', angle: 1, sequence, capturedAt: Date.now(), pixels }
    }
  },
})

it('looks at what has moved, counts what has not, and cuts no images of it', async () => {
  const looked: number[] = []
  const vision: Vision = {
    ...scriptedVision(),
    async see({ pixels }) {
      looked.push(pixels.bytes[0] ?? -1)
      return { width: 128, height: 128, glimpses: [], ms: { decode: 0, detect: 0, read: 0 } }
    },
    async evidence() {
      throw new Error('nobody may ask for images of an empty road')
    },
  }
  const meter = new LossMeter()
  const source = camera([...new Array(5).fill([80, 80]), [200, 80], [200, 80]])
  await pipeline(partsOf(meter, vision, source))
  expect(looked).toEqual([80, 200, 200])
  expect(meter.counts()).toMatchObject({ framesSeen: 3, framesStill: 4, reads: 0, errors: 0 })
})

it('looks for plates where something has come into view, once it knows the road', async () => {
  const areas: unknown[] = []
  const vision: Vision = {
    ...scriptedVision(),
    async see(_, area) {
      areas.push(area)
      return { width: 640, height: 384, glimpses: [], ms: { decode: 0, detect: 0, read: 0 } }
    },
  }
  const road = new Uint8Array(640 * 384 * 3).fill(90)
  const vehicle = road.slice()
  for (let y = 160; y < 224; y++) vehicle.fill(200, (y * 640 + 320) * 3, (y * 640 + 400) * 3)
  const source: FrameSource = {
    camera: 'one',
    angle: 1,
    async *frames() {
      for (const [sequence, bytes] of [road, vehicle].entries()) {
        await new Promise((done) => setTimeout(done, 15))
        const pixels = { kind: 'rgb', width: 640, height: 384, bytes } as const
        yield { camera: 'one', angle: 1, sequence, capturedAt: Date.now(), pixels }
      }
    },
  }
  await pipeline(partsOf(new LossMeter(), vision, source))
  expect(areas).toEqual([undefined, { left: 256, top: 64, width: 256, height: 256 }])
})
