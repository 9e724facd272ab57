import type { Corners } from '@archway/shared/read'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Picture } from '../detect/detector.ts'
import { homographyTo, project } from './homography.ts'
import { rectify, rectifyColour } from './rectify.ts'
import { box } from './scene.fixture.ts'

const SIZE = { width: 160, height: 64 }
const MARGIN = { x: 0.06, y: 0.12 }

const picture = (width: number, height: number, grey: (x: number, y: number) => number): Picture => {
  const rgb = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      rgb.fill(grey(x + 0.5, y + 0.5), (y * width + x) * 3, (y * width + x) * 3 + 3)
  }
  return { width, height, rgb }
}

const quads: fc.Arbitrary<Corners> = fc
  .array(fc.integer({ min: -8, max: 8 }), { minLength: 8, maxLength: 8 })
  .map(([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]) => [
    [100 + a, 90 + b],
    [200 + c, 90 + d],
    [200 + e, 140 + f],
    [100 + g, 140 + h],
  ])

/** Rows 0, 20, 41, 63 at columns 0, 33, 90, 159 of what `rectify.py` gives. */
const PYTHON = {
  a: [124, 145, 125, 48, 92, 110, 134, 83, 72, 59, 122, 133, 107, 27, 84, 189],
  b: [181, 118, 186, 129, 141, 68, 130, 36, 178, 161, 196, 35, 84, 112, 123, 32],
  c: [83, 129, 205, 131, 20, 64, 128, 66, 68, 107, 143, 68, 115, 168, 208, 156],
}

describe('homographyTo', () => {
  it('takes the corners of the inner rectangle to the corners of the plate', () => {
    fc.assert(
      fc.property(quads, (corners) => {
        const map = homographyTo(corners, SIZE, MARGIN)
        const left = (SIZE.width * MARGIN.x) / (1 + 2 * MARGIN.x)
        const top = (SIZE.height * MARGIN.y) / (1 + 2 * MARGIN.y)
        const inner = [
          [left, top],
          [SIZE.width - left, top],
          [SIZE.width - left, SIZE.height - top],
          [left, SIZE.height - top],
        ] as const
        for (const [index, [x, y]] of inner.entries()) {
          const [toX, toY] = project(map, x, y)
          expect(toX).toBeCloseTo(corners[index]?.[0] ?? Number.NaN, 6)
          expect(toY).toBeCloseTo(corners[index]?.[1] ?? Number.NaN, 6)
        }
      }),
    )
  })
})

describe('rectifyColour', () => {
  it('cuts each channel as the luma of a grey picture is cut', () => {
    const channels = [
      (x: number, y: number) => 20 + 0.5 * x + 0.3 * y,
      (x: number) => (x % 7 < 3 ? 220 : 30),
      (x: number, y: number) => (x * 31 + y * 17) % 256,
    ]
    const greys = channels.map((channel) => picture(320, 240, channel))
    const rgb = Uint8Array.from({ length: 320 * 240 * 3 }, (_, at) => greys[at % 3]?.rgb[at] ?? 0)
    const corners: Corners = [
      [-4, 90],
      [300, 60],
      [310, 180],
      [2, 150],
    ]
    const size = { width: 192, height: 96 }
    const colour = rectifyColour({ width: 320, height: 240, rgb }, corners, size, MARGIN)
    for (const [channel, grey] of greys.entries()) {
      const luma = rectify(grey, corners, size, MARGIN)?.luma
      const gaps = luma?.map((value, at) => Math.abs(value - (colour?.[at * 3 + channel] ?? Number.NaN)))
      // The luma of a grey is rounded once more on the way.
      expect(Math.max(...(gaps ?? [255]))).toBeLessThanOrEqual(1)
    }
  })

  it('cuts nothing where the corners span no plane', () => {
    expect(
      rectifyColour(
        picture(50, 50, () => 9),
        box(20, 20, 0, 0),
        SIZE,
        MARGIN,
      ),
    ).toBeNull()
  })
})

describe('rectify', () => {
  it('of a slope of grey gives the grey of the place that each pixel comes from', () => {
    const slope = (x: number, y: number) => 20 + 0.5 * x + 0.3 * y
    const source = picture(320, 240, slope)
    fc.assert(
      fc.property(quads, (corners) => {
        const crop = rectify(source, corners, SIZE, MARGIN)
        if (!crop) throw new Error('no crop')
        for (let row = 0; row < SIZE.height; row += 9) {
          for (let column = 0; column < SIZE.width; column += 7) {
            const [x, y] = project(crop.toPicture, column + 0.5, row + 0.5)
            const expected = slope(x, y)
            // Each pixel of the picture and of the crop is rounded once.
            expect(Math.abs((crop.luma[row * SIZE.width + column] ?? 0) - expected)).toBeLessThan(1.2)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('copies pixel by pixel where crop and plate are of one size', () => {
    const source = picture(200, 100, (x, y) => (7 * x + 13 * y) % 251)
    const crop = rectify(source, box(20, 10, 160, 64), SIZE, { x: 0, y: 0 })
    for (let row = 0; row < 64; row++) {
      for (let column = 0; column < 160; column++) {
        const original = source.rgb[((row + 10) * 200 + column + 20) * 3] ?? 0
        expect(Math.abs((crop?.luma[row * 160 + column] ?? 0) - original)).toBeLessThanOrEqual(1)
      }
    }
  })

  it('averages where the picture is finer than the crop: one white column in four is a quarter white', () => {
    const source = picture(640, 256, (x) => (Math.floor(x) % 4 === 0 ? 200 : 0))
    const crop = rectify(source, box(0, 0, 640, 256), SIZE, { x: 0, y: 0 })
    for (const value of crop?.luma ?? []) expect(Math.abs(value - 50)).toBeLessThanOrEqual(1)
  })

  it('weighs the colours as luma', () => {
    const rgb = new Uint8Array(100 * 60 * 3)
    for (let at = 0; at < rgb.length; at += 3) rgb.set([100, 50, 200], at)
    const crop = rectify({ width: 100, height: 60, rgb }, box(20, 20, 50, 20), SIZE, MARGIN)
    expect(crop?.luma.every((value) => value === Math.round(0.299 * 100 + 0.587 * 50 + 0.114 * 200))).toBe(
      true,
    )
  })

  it('repeats the edge of the picture outside it', () => {
    const source = picture(100, 60, (x) => (x < 50 ? 10 : 240))
    const crop = rectify(source, box(60, 10, 80, 40), SIZE, MARGIN)
    expect(crop?.luma.every((value) => value === 240)).toBe(true)
  })

  it('cuts what the training cuts: values of rectify.py over the same drawn waves', () => {
    const waves = picture(320, 240, (x, y) => Math.floor(128 + 60 * Math.sin(x / 9) + 50 * Math.cos(y / 7)))
    const wide = { x: 0.25, y: 0.5 }
    const cases = [
      { corners: [60.5, 50, 250, 70.25, 240, 170, 66, 140], margin: MARGIN, luma: PYTHON.a },
      { corners: [20, 30, 310, 40, 300, 230, 10, 215], margin: wide, luma: PYTHON.b },
      { corners: [100, 100, 160, 95, 163, 126, 101, 130.5], margin: MARGIN, luma: PYTHON.c },
    ]
    for (const { corners, margin, luma } of cases) {
      const at = (index: number): [number, number] => [corners[index] ?? 0, corners[index + 1] ?? 0]
      const crop = rectify(waves, [at(0), at(2), at(4), at(6)], SIZE, margin)
      const ours = [0, 20, 41, 63].flatMap((row) =>
        [0, 33, 90, 159].map((x) => crop?.luma[row * 160 + x] ?? -9),
      )
      for (const [index, value] of ours.entries()) {
        expect(Math.abs(value - (luma[index] ?? 0))).toBeLessThanOrEqual(1)
      }
    }
  })

  it('gives nothing for corners that span no plane', () => {
    const source = picture(100, 60, () => 10)
    expect(
      rectify(
        source,
        [
          [5, 5],
          [5, 5],
          [5, 5],
          [5, 5],
        ],
        SIZE,
        MARGIN,
      ),
    ).toBeNull()
    expect(
      rectify(
        source,
        [
          [0, 0],
          [50, 20],
          [50, 21],
          [0, 40],
        ],
        SIZE,
        { x: 0.25, y: 0.5 },
      ),
    ).toBeNull()
  })
})
