import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decode } from './decode.ts'
import { evidenceOf } from './evidence.ts'
import { box, drawScene, encoder } from './scene.fixture.ts'

describe('evidenceOf', () => {
  const corners = box(300, 200, 120, 60)
  const picture = drawScene(640, 480, [{ text: 'ZZZ', corners }])

  it('gives the whole frame at its size, so that corners still fit', async () => {
    const { scene } = await evidenceOf(picture, corners)
    const metadata = await sharp(scene.jpeg).metadata()
    expect([metadata.format, metadata.width, metadata.height]).toEqual(['jpeg', 640, 480])
    expect([scene.width, scene.height]).toEqual([640, 480])
  })

  it('cuts the plate, with a margin, upright', async () => {
    const { plate } = await evidenceOf(picture, corners)
    const { data, info } = await sharp(plate.jpeg).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([plate.width, plate.height])
    const at = (x: number, y: number) =>
      data[(Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3 + 2] ?? 0
    expect(at(0.5, 0.5)).toBeGreaterThan(90)
    expect(at(0.02, 0.5)).toBeLessThan(40)
    expect(at(0.5, 0.05)).toBeLessThan(40)
  })

  it('carries no metadata of the photograph', async () => {
    const withPlace = await encoder(picture)
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 37/1 0/1' } })
      .jpeg()
      .toBuffer()
    expect((await sharp(withPlace).metadata()).exif).toBeDefined()
    const { scene, plate } = await evidenceOf(await decode({ kind: 'encoded', bytes: withPlace }), corners)
    for (const { jpeg } of [scene, plate]) expect((await sharp(jpeg).metadata()).exif).toBeUndefined()
  })

  it('shrinks a frame that would not fit into one message', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
    const { data, info } = await sharp({
      create: { width: 3000, height: 2400, channels: 3, background: 'grey', noise },
    })
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { scene } = await evidenceOf({ width: info.width, height: info.height, rgb: data }, corners)
    expect(scene.jpeg.byteLength).toBeLessThan(3 * 2 ** 20)
    expect(scene.width).toBe(1500)
  })
})
