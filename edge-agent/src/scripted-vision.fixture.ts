import type { Frame, FrameSource } from './capture/frame-source.ts'
import { at, glimpse, says } from './fuse/passing-by.fixture.ts'
import type { JurisdictionLook, Jurisdictions } from './jurisdiction/jurisdictions.ts'
import type { Vision } from './vision/vision.ts'

/** What stands in a frame of a scripted camera: plates and where, or that it cannot be seen. */
export type Scene =
  | readonly {
      readonly text: string
      readonly x: number
      readonly certainty?: number
      readonly doubts?: Readonly<Record<number, string>>
    }[]
  | 'broken'

const encode = (scene: Scene) => new TextEncoder().encode(JSON.stringify(scene))

const sceneOf = ({ pixels }: Pick<Frame, 'pixels'>): Scene =>
  JSON.parse(new TextDecoder().decode(pixels.bytes)) as Scene

const jpeg = (kind: string, frame: Pick<Frame, 'pixels'>) =>
  new Uint8Array([0xff, 0xd8, 0xff, ...new TextEncoder().encode(kind), ...frame.pixels.bytes])

/** Eyes that read what the script of a frame says. Pictures are 1280×720, and scenes shrink to half of it. */
export const scriptedVision = (
  options: { evidence?: boolean; jurisdictions?: Jurisdictions; states?: JurisdictionLook } = {},
): Vision => ({
  model: 'scripted',
  jurisdictions: options.jurisdictions ?? null,
  async see(frame) {
    const scene = sceneOf(frame)
    if (scene === 'broken') throw new Error('the picture is damaged')
    const glimpses = scene.map(({ text, x, certainty, doubts }) => ({
      ...glimpse(says(text, certainty ?? 0.95, doubts), at(x, 300)),
      jurisdiction: options.states ?? null,
    }))
    return { width: 1280, height: 720, glimpses, ms: { decode: 0, detect: 0, read: 0 } }
  },
  async evidence(frame) {
    if (options.evidence === false) throw new Error('no images today')
    return {
      scene: { jpeg: jpeg('scene', frame), width: 640, height: 360 },
      plate: { jpeg: jpeg('plate', frame), width: 160, height: 64 },
    }
  },
  async close() {
    // Nothing to let go of.
  },
})

/** A camera that shows its scenes, `every` milliseconds apart, and ends. */
export const scriptedCamera = (
  camera: string,
  angle: 1 | 2,
  scenes: readonly Scene[],
  every: number,
): FrameSource => ({
  camera,
  angle,
  async *frames(signal) {
    for (const [sequence, scene] of scenes.entries()) {
      await new Promise((done) => setTimeout(done, every))
      if (signal.aborted) return
      yield {
        camera,
        angle,
        sequence,
        capturedAt: Date.now(),
        pixels: { kind: 'encoded', bytes: encode(scene) },
      }
    }
  },
})
