import sharp from 'sharp'
import type { Picture } from './detector.ts'

/** What the detector sees: the picture, scaled, at the top left of a grey ground of `width`×`height`. */
export interface Letterbox {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
  /** Input pixels a picture pixel, along each axis (they differ by rounding). */
  readonly scale: { readonly x: number; readonly y: number }
}

/** Sides of the detector's input are multiples of this. */
const STEP = 32
const GROUND = { r: 114, g: 114, b: 114 }

/**
 * How large the detector sees a picture. A picture of up to 1280 px is seen at 640 px, where a plate of 60 px
 * still covers 30; a larger one at half its size, up to 960 px, so that distant plates do not vanish. A small
 * picture is not enlarged.
 */
const SEEN = { ordinary: 640, largest: 960 } as const

export function inputScale(width: number, height: number): number {
  const side = Math.max(width, height)
  const seen = Math.min(SEEN.largest, Math.max(SEEN.ordinary, side / 2))
  return Math.min(1, seen / side)
}

export async function letterbox(picture: Picture): Promise<Letterbox> {
  const scale = inputScale(picture.width, picture.height)
  const inner = {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  }
  const width = Math.ceil(inner.width / STEP) * STEP
  const height = Math.ceil(inner.height / STEP) * STEP
  const rgb = await sharp(picture.rgb, {
    raw: { width: picture.width, height: picture.height, channels: 3 },
  })
    .resize({ ...inner, fit: 'fill', kernel: 'linear' })
    .extend({ right: width - inner.width, bottom: height - inner.height, background: GROUND })
    .raw()
    .toBuffer()
  return {
    width,
    height,
    rgb,
    scale: { x: inner.width / picture.width, y: inner.height / picture.height },
  }
}
