import type { Corners } from '@archway/shared/read'
import type { Picture } from '../detect/detector.ts'
import { type Homography, homographyTo, type Margin, outline, type Size } from './homography.ts'
import { sidesOf } from './quad.ts'
import { type Patch, warp } from './warp.ts'

/** Samples a side that one pixel of a crop is averaged from, at most. */
const MOST_SAMPLES = 4

/**
 * Cuts a plate out of a picture as its corners tell: luma, one byte a pixel, `size`, with `margin` around it.
 * The same rule as in training (`rectify.py`), or the models see what they were not trained on: bilinear
 * samples, the picture's edge repeated outside it, and where the picture is finer than the crop the mean of
 * n×n samples a pixel, n = ceil(picture pixels a crop pixel, the larger axis), at most 4.
 *
 * @returns null where the corners span no plane that such a crop could be cut from
 */
export function rectify(
  picture: Picture,
  corners: Corners,
  size: Size,
  margin: Margin,
): { readonly luma: Uint8Array; readonly toPicture: Homography } | null {
  const toPicture = homographyTo(corners, size, margin)
  const quad = quadOf(toPicture, size)
  if (!quad) return null
  const source = lumaAround(picture, quad)
  return { luma: warp(source, toPicture, size, samplesFor(corners, size, margin)), toPicture }
}

/** The same in colour: three bytes a pixel, each channel by the same rule. */
export function rectifyColour(
  picture: Picture,
  corners: Corners,
  size: Size,
  margin: Margin,
): Uint8Array | null {
  const toPicture = homographyTo(corners, size, margin)
  if (!quadOf(toPicture, size)) return null
  const { width, height, rgb } = picture
  const whole = { left: 0, top: 0, width, height, channels: 3, bytes: rgb } as const
  return warp(whole, toPicture, size, samplesFor(corners, size, margin))
}

function quadOf(toPicture: Homography, size: Size): Corners | null {
  const quad = outline(toPicture, size)
  return quad?.flat().every(Number.isFinite) ? quad : null
}

function samplesFor(corners: Corners, size: Size, margin: Margin): number {
  const plate = sidesOf(corners)
  const wide = (plate.width * (1 + 2 * margin.x)) / size.width
  const high = (plate.height * (1 + 2 * margin.y)) / size.height
  return Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(Math.max(wide, high) - 1e-9)))
}

/** Luma of the part of a picture in which a quad lies: only that much is ever computed. */
function lumaAround({ width, height, rgb }: Picture, quad: Corners): Patch {
  const xs = quad.map(([x]) => x)
  const ys = quad.map(([, y]) => y)
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.floor(value)))
  const left = within(Math.min(...xs) - 1, width - 1)
  const top = within(Math.min(...ys) - 1, height - 1)
  const right = within(Math.max(...xs) + 1, width - 1)
  const bottom = within(Math.max(...ys) + 1, height - 1)
  const patch = { left, top, width: right - left + 1, height: bottom - top + 1 }
  const bytes = new Uint8Array(patch.width * patch.height)
  let to = 0
  for (let y = top; y <= bottom; y++) {
    let from = (y * width + left) * 3
    for (let x = left; x <= right; x++) {
      const red = rgb[from++] ?? 0
      const green = rgb[from++] ?? 0
      const blue = rgb[from++] ?? 0
      bytes[to++] = 0.299 * red + 0.587 * green + 0.114 * blue + 0.5
    }
  }
  return { ...patch, channels: 1, bytes }
}
