import sharp from 'sharp'
import type { Area, Picture } from './detector.ts'
import { halved } from './halve.ts'

/** What the detector sees: the picture, scaled, at the top left of a grey ground of `width`×`height`. */
export interface Letterbox {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
  /** Input pixels a picture pixel, along each axis (they differ by rounding). */
  readonly scale: { readonly x: number; readonly y: number }
  /** The pixel of the picture that is the input's first. */
  readonly origin: { readonly x: number; readonly y: number }
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

/** @param area the part that is wanted, seen as large as in the whole picture */
export async function letterbox(picture: Picture, area?: Area): Promise<Letterbox> {
  const scale = inputScale(picture.width, picture.height)
  const part = area ? partOf(picture, area) : picture
  const inner = {
    width: Math.max(1, Math.round(part.width * scale)),
    height: Math.max(1, Math.round(part.height * scale)),
  }
  const isHalf = inner.width * 2 === part.width && inner.height * 2 === part.height
  const small = isHalf ? halved(part) : { ...inner, rgb: await shrunk(part, inner) }
  return {
    ...onGround(small),
    scale: { x: inner.width / part.width, y: inner.height / part.height },
    origin: { x: area?.left ?? 0, y: area?.top ?? 0 },
  }
}

/**
 * The same view from twice as far: a plate that fills the picture is then as large as those that the detector
 * was trained on.
 */
export function fromTwiceAsFar(seen: Letterbox): Letterbox {
  const scale = { x: seen.scale.x / 2, y: seen.scale.y / 2 }
  return { ...onGround(halved(seen)), scale, origin: seen.origin }
}

function partOf({ width, rgb }: Picture, area: Area): Picture {
  const row = area.width * 3
  const part = new Uint8Array(row * area.height)
  for (let y = 0; y < area.height; y++) {
    const from = ((area.top + y) * width + area.left) * 3
    part.set(rgb.subarray(from, from + row), y * row)
  }
  return { width: area.width, height: area.height, rgb: part }
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
