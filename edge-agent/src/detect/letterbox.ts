import sharp from 'sharp'
import type { Picture } from './detector.ts'
import { halved } from './halve.ts'

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
const GROUND = 114

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
  const isHalf = inner.width * 2 === picture.width && inner.height * 2 === picture.height
  const small = isHalf ? halved(picture) : { ...inner, rgb: await shrunk(picture, inner) }
  return {
    ...onGround(small),
    scale: { x: inner.width / picture.width, y: inner.height / picture.height },
  }
}

/**
 * The same view from twice as far: a plate that fills the picture is then as large as those that the detector
 * was trained on.
 */
export function fromTwiceAsFar(seen: Letterbox): Letterbox {
  return { ...onGround(halved(seen)), scale: { x: seen.scale.x / 2, y: seen.scale.y / 2 } }
}

async function shrunk(
  picture: Picture,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const
  return sharp(picture.rgb, { raw })
    .resize({ ...size, fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer()
}

function onGround(inner: Picture): Picture {
  const width = Math.ceil(inner.width / STEP) * STEP
  const height = Math.ceil(inner.height / STEP) * STEP
  if (width === inner.width && height === inner.height) return inner
  const rgb = new Uint8Array(width * height * 3).fill(GROUND)
  const row = inner.width * 3
  if (width === inner.width) rgb.set(inner.rgb.subarray(0, row * inner.height))
  else {
    for (let y = 0; y < inner.height; y++) rgb.set(inner.rgb.subarray(y * row, y * row + row), y * width * 3)
  }
  return { width, height, rgb }
}
