import type { Corners } from '@archway/shared/read'
import { describe, expect, it } from 'vitest'
import { loadModels } from '../models/models.ts'
import { box, drawScene, FIXTURE_MODELS } from '../photograph/scene.fixture.ts'
import { fromTwiceAsFar, inputScale, letterbox } from './letterbox.ts'
import { onnxDetector } from './onnx-detector.ts'

const models = await loadModels(FIXTURE_MODELS, 1)
const detector = onnxDetector(models)

const farthest = (one: Corners, other: Corners) =>
  Math.max(
    ...one.map(([x, y], index) => Math.hypot(x - (other[index]?.[0] ?? 0), y - (other[index]?.[1] ?? 0))),
  )

describe('letterbox', () => {
  it('sees 1280×720 at 640×360 on a ground of 640×384', async () => {
    const seen = await letterbox(drawScene(1280, 720, [{ text: 'ZZZ', corners: box(640, 360, 160, 80) }]))
    expect([seen.width, seen.height, seen.scale]).toEqual([640, 384, { x: 0.5, y: 0.5 }])
    expect(seen.rgb.length).toBe(640 * 384 * 3)
    const at = (x: number, y: number) => [...seen.rgb.subarray((y * 640 + x) * 3, (y * 640 + x) * 3 + 3)]
    expect(at(10, 359)).toEqual([0, 0, 0])
    expect(at(10, 360)).toEqual([114, 114, 114])
    expect(at(322, 200)[2]).toBeGreaterThan(100)
  })

  it('keeps the sides multiples of 32 and what it says of the scale true, whatever the size', async () => {
    for (const [width, height] of [
      [1920, 1080],
      [720, 1280],
      [333, 97],
      [12, 12],
      [4000, 3000],
    ] as const) {
      const seen = await letterbox(drawScene(width, height, []))
      expect([seen.width % 32, seen.height % 32]).toEqual([0, 0])
      expect(seen.width - seen.scale.x * width).toBeLessThan(32)
      expect(seen.height - seen.scale.y * height).toBeLessThan(32)
      expect(seen.rgb.length).toBe(seen.width * seen.height * 3)
    }
    expect(inputScale(320, 240)).toBe(1)
    expect(inputScale(1920, 1080)).toBe(0.5)
  })
})

describe('letterbox of a part', () => {
  const scene = drawScene(1920, 1080, [{ text: 'ZZZ', corners: box(1000, 600, 160, 80) }])
  const area = { left: 832, top: 448, width: 384, height: 320 }

  it('shows the very pixels that the whole picture would show there, and says where', async () => {
    const [whole, part] = [await letterbox(scene), await letterbox(scene, area)]
    expect([part.width, part.height, part.scale, part.origin]).toEqual([
      192,
      160,
      { x: 0.5, y: 0.5 },
      { x: 832, y: 448 },
    ])
    for (const y of [0, 80, 159]) {
      const from = ((y + 224) * whole.width + 416) * 3
      expect(part.rgb.subarray(y * 192 * 3, (y + 1) * 192 * 3)).toEqual(
        whole.rgb.subarray(from, from + 192 * 3),
      )
    }
  })

  it('finds a plate where it stands in the whole picture, and none that stands elsewhere', async () => {
    const [all, found] = [await detector.detect(scene), await detector.detect(scene, area)]
    expect([all.length, found.length]).toEqual([1, 1])
    expect(farthest(found[0]?.corners ?? box(0, 0, 0, 0), all[0]?.corners ?? box(0, 0, 0, 0))).toBeLessThan(2)
    expect(await detector.detect(scene, { left: 0, top: 0, width: 704, height: 448 })).toEqual([])
  })
})

describe('fromTwiceAsFar', () => {
  it('is half of what was seen, on a ground of its own, with the scale that goes with it', async () => {
    const seen = await letterbox(drawScene(1280, 720, [{ text: 'ZZZ', corners: box(640, 360, 160, 80) }]))
    const far = fromTwiceAsFar(fromTwiceAsFar(fromTwiceAsFar(seen)))
    expect([far.width, far.height, far.scale]).toEqual([96, 64, { x: 0.0625, y: 0.0625 }])
    const at = (x: number, y: number) => [...far.rgb.subarray((y * 96 + x) * 3, (y * 96 + x) * 3 + 3)]
    expect(at(45, 24)[2]).toBeGreaterThan(100)
    expect(at(10, 10)).toEqual([0, 0, 0])
    for (const [x, y] of [
      [85, 10],
      [10, 50],
      [95, 63],
    ] as const)
      expect(at(x, y)).toEqual([114, 114, 114])
  })
})

describe('onnxDetector', () => {
  it('weighs both networks by the odds of the manifest, where it has any', async () => {
    const scene = drawScene(1280, 720, [{ text: 'AB12', corners: box(640, 360, 160, 80) }])
    const weighed = async (plateOdds: { detector: number; refiner: number; bias: number }) => {
      const manifest = { ...models.manifest, corners: { ...models.manifest.corners, plateOdds } }
      return (await onnxDetector({ ...models, manifest }).detect(scene))[0]?.probability
    }
    expect(await weighed({ detector: 0, refiner: 0, bias: 0 })).toBe(0.5)
    expect(await weighed({ detector: 0, refiner: 0, bias: Math.log(9) })).toBeCloseTo(0.9, 9)
    expect(await weighed({ detector: 1, refiner: 1, bias: 0 })).toBeGreaterThan(0.9)
  })

  it('finds each plate once, with corners in pixels of the picture', async () => {
    const plates = [box(203, 117, 160, 80), box(801, 455, 170, 78), box(1090, 90, 150, 84)]
    const found = await detector.detect(
      drawScene(
        1280,
        720,
        plates.map((corners) => ({ text: 'AB12', corners })),
      ),
    )
    expect(found.length).toBe(3)
    for (const corners of plates) {
      const nearest = Math.min(...found.map((each) => farthest(each.corners, corners)))
      expect(nearest).toBeLessThan(3)
    }
    for (const { probability } of found) {
      expect(probability).toBeGreaterThan(0.5)
      expect(probability).toBeLessThanOrEqual(1)
    }
  })

  it('finds it in a large picture too, seen at another scale', async () => {
    const corners = box(1000, 600, 160, 80)
    const found = await detector.detect(drawScene(1920, 1080, [{ text: 'AB12', corners }]))
    expect(found.length).toBe(1)
    expect(farthest(found[0]?.corners ?? box(0, 0, 0, 0), corners)).toBeLessThan(3)
  })

  it('answers an empty road with an empty list', async () => {
    expect(await detector.detect(drawScene(1280, 720, []))).toEqual([])
  })

  it('drops what the second look takes for no plate', async () => {
    // Blue enough for the detector, but so dark that the corner graph sees next to nothing.
    const picture = drawScene(1280, 720, [{ text: 'AB12', corners: box(400, 300, 160, 80) }])
    for (let at = 0; at < picture.rgb.length; at += 3) {
      if (picture.rgb[at + 2]) picture.rgb.set([0, 0, 79], at)
    }
    const strict = { ...models.manifest, corners: { ...models.manifest.corners, plateThreshold: 0.95 } }
    expect(await onnxDetector(models).detect(picture)).toHaveLength(1)
    expect(await onnxDetector({ ...models, manifest: strict }).detect(picture)).toHaveLength(0)
  })

  it('looks again from farther away, and no farther than it must, where no plate is sure', async () => {
    const corners = box(440, 260, 320, 160)
    const picture = drawScene(1280, 720, [{ text: 'AB12', corners }])
    const { detector, sizes } = blindFrom(640)
    const found = await onnxDetector({ ...models, detector }).detect(picture)
    expect(found).toHaveLength(1)
    expect(farthest(found[0]?.corners ?? box(0, 0, 0, 0), corners)).toBeLessThan(4)
    expect(sizes).toEqual(['640×384', '320×192'])

    sizes.length = 0
    await onnxDetector({ ...models, detector }).detect(drawScene(1280, 720, []))
    expect(sizes).toEqual(['640×384', '320×192', '160×96'])
  })

  it('looks once where a plate is sure and nothing hints at a larger one', async () => {
    const { detector, sizes } = blindFrom(10_000)
    const picture = drawScene(1280, 720, [{ text: 'AB12', corners: box(400, 300, 160, 80) }])
    expect(await onnxDetector({ ...models, detector }).detect(picture)).toHaveLength(1)
    expect(sizes).toEqual(['640×384'])
  })

  it('finds a plate that nearly fills the picture at a hint of it, however sure it is of something small', async () => {
    const [near, small] = [box(20, 70, 320, 160), box(310, 10, 80, 40)]
    const picture = drawScene(
      400,
      240,
      [near, small].map((corners) => ({ text: 'AB12', corners })),
    )
    const { rgb } = await letterbox(drawScene(400, 240, [{ text: 'AB12', corners: small }]))
    const sizes: string[] = []
    const run = (bytes: Uint8Array, dims: readonly number[]) => {
      sizes.push(`${dims[2]}×${dims[1]}`)
      return models.detector.run(dims[2] === 416 ? rgb : bytes, dims)
    }
    const detector: typeof models.detector = Object.create(models.detector, { run: { value: run } })
    const found = await onnxDetector({ ...models, detector }).detect(picture)
    expect(sizes).toEqual(['416×256', '128×64'])
    expect(found).toHaveLength(2)
    for (const corners of [near, small]) {
      expect(Math.min(...found.map((each) => farthest(each.corners, corners)))).toBeLessThan(40)
    }
  })

  it('takes from farther away only plates that were too large before', async () => {
    const { detector, sizes } = blindFrom(640)
    const small = drawScene(1280, 720, [{ text: 'AB12', corners: box(440, 260, 200, 100) }])
    expect(await onnxDetector({ ...models, detector }).detect(small)).toEqual([])
    expect(sizes).toHaveLength(3)
  })
})

/** The fixture detector, which sees nothing in an input of `width` and more, and the sizes that it was asked for. */
function blindFrom(width: number) {
  const sizes: string[] = []
  const run = async (bytes: Uint8Array, dims: readonly number[]) => {
    sizes.push(`${dims[2]}×${dims[1]}`)
    const seen = (dims[2] ?? 0) < width ? bytes : new Uint8Array(bytes.length)
    return models.detector.run(seen, dims)
  }
  const detector: typeof models.detector = Object.create(models.detector, { run: { value: run } })
  return { detector, sizes }
}
