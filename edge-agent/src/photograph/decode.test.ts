import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decode, PhotographError } from './decode.ts'

const encoded = (bytes: Uint8Array) => ({ kind: 'encoded', bytes }) as const

/** Left half red, right half blue. */
const halves = (width = 64, height = 32) =>
  sharp({ create: { width, height, channels: 3, background: 'red' } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: 'blue' } },
      left: width / 2,
      top: 0,
    },
  ])

const failure = async (bytes: Uint8Array): Promise<PhotographError> => {
  const outcome = await decode(encoded(bytes)).then(
    () => new Error('it was decoded'),
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(PhotographError)
  return outcome as PhotographError
}

describe('decode', () => {
  it('gives RGB rows from top to bottom', async () => {
    const picture = await decode(encoded(await halves().png().toBuffer()))
    expect([picture.width, picture.height, picture.rgb.length]).toEqual([64, 32, 64 * 32 * 3])
    expect([...picture.rgb.subarray(0, 3)]).toEqual([255, 0, 0])
    expect([...picture.rgb.subarray(63 * 3, 64 * 3)]).toEqual([0, 0, 255])
  })

  it('turns a photograph upright by its EXIF orientation', async () => {
    const picture = await decode(encoded(await halves().withMetadata({ orientation: 6 }).jpeg().toBuffer()))
    expect([picture.width, picture.height]).toEqual([32, 64])
    // Orientation 6 is turned clockwise: what was left is on top.
    expect(picture.rgb[0]).toBeGreaterThan(200)
    expect(picture.rgb.at(-1)).toBeGreaterThan(200)
  })

  it('makes 8-bit RGB of 16-bit, CMYK, grey and transparent pictures', async () => {
    const deep = await halves().toColourspace('rgb16').png().toBuffer()
    const cmyk = await halves().toColourspace('cmyk').jpeg().toBuffer()
    const grey = await halves().greyscale().png().toBuffer()
    const clear = await halves().ensureAlpha(0.5).png().toBuffer()
    expect((await sharp(deep).metadata()).depth).toBe('ushort')
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk')
    for (const bytes of [deep, cmyk, grey, clear]) {
      const picture = await decode(encoded(bytes))
      expect(picture.rgb.length).toBe(64 * 32 * 3)
    }
    const red = (await decode(encoded(cmyk))).rgb.subarray(0, 3)
    expect(red[0]).toBeGreaterThan(150)
    expect(red[2]).toBeLessThan(100)
    expect([...(await decode(encoded(deep))).rgb.subarray(0, 3)]).toEqual([255, 0, 0])
  })

  it('refuses a truncated photograph instead of showing half of it', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
    const whole = await sharp({ create: { width: 400, height: 300, channels: 3, background: 'grey', noise } })
      .jpeg()
      .toBuffer()
    await decode(encoded(whole))
    const error = await failure(whole.subarray(0, whole.length * 0.6))
    expect(error.message).toMatch(/damaged/)
    expect(error.hint).toMatch(/Copy/)
  })

  it('refuses what is no picture, what is empty and what is an animation', async () => {
    expect((await failure(new TextEncoder().encode('plates,of,nobody'))).message).toMatch(/not a picture/)
    expect((await failure(new Uint8Array(0))).message).toMatch(/empty/)
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>')
    expect((await failure(svg)).message).toMatch(/svg/)
    const pages = Buffer.alloc(32 * 64 * 3, 90).fill(200, 0, 32 * 32 * 3)
    const animation = await sharp(pages, { raw: { width: 32, height: 64, channels: 3, pageHeight: 32 } })
      .gif({ delay: [100, 100] })
      .toBuffer()
    expect((await sharp(animation).metadata()).pages).toBe(2)
    expect((await failure(animation)).message).toMatch(/2 pictures/)
  })

  it('refuses one pixel and more than 100 megapixels, by name', async () => {
    const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    expect((await failure(pixel)).message).toMatch(/1×1/)
    const huge = await sharp({ create: { width: 11_000, height: 10_000, channels: 3, background: 'red' } })
      .png({ compressionLevel: 1 })
      .toBuffer()
    expect((await failure(huge)).message).toMatch(/110 megapixels/)
  })

  it('takes a raw frame as it is and refuses one of the wrong length', async () => {
    const bytes = new Uint8Array(20 * 20 * 3)
    expect(await decode({ kind: 'rgb', width: 20, height: 20, bytes })).toEqual({
      width: 20,
      height: 20,
      rgb: bytes,
    })
    await expect(decode({ kind: 'rgb', width: 21, height: 20, bytes })).rejects.toThrow(/21×20/)
  })
})
