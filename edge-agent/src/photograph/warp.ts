import type { Homography, Size } from './homography.ts'

/** A part of a picture: `channels` bytes a pixel, and the place of its first pixel in the picture. */
export interface Patch extends Size {
  readonly left: number
  readonly top: number
  readonly channels: number
  readonly bytes: Uint8Array
}

/**
 * Draws a crop of `size` from a patch: each pixel is the mean of n×n bilinear samples, the patch's edge
 * repeated outside it.
 *
 * @param toPicture from pixels of the crop to pixels of the picture
 */
export function warp(patch: Patch, toPicture: Homography, size: Size, n: number): Uint8Array {
  const [a, b, c, d, e, f, g, h] = toPicture
  const { left, top, channels, bytes } = patch
  const lastX = patch.width - 1
  const lastY = patch.height - 1
  const out = new Uint8Array(size.width * size.height * channels)
  const sums = new Float64Array(channels)
  let to = 0
  for (let row = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++) {
      sums.fill(0)
      for (let i = 0; i < n; i++) {
        const y = row + (i + 0.5) / n
        for (let j = 0; j < n; j++) {
          const x = column + (j + 0.5) / n
          const w = g * x + h * y + 1
          // From the place in the picture to the index of the pixel whose centre lies there.
          const atX = Math.min(lastX, Math.max(0, (a * x + b * y + c) / w - 0.5 - left))
          const atY = Math.min(lastY, Math.max(0, (d * x + e * y + f) / w - 0.5 - top))
          const x0 = Math.floor(atX)
          const y0 = Math.floor(atY)
          const shareX = atX - x0
          const upper = (y0 * patch.width + x0) * channels
          const lower = y0 < lastY ? upper + patch.width * channels : upper
          const step = x0 < lastX ? channels : 0
          for (let k = 0; k < channels; k++) {
            const above = (bytes[upper + k] ?? 0) * (1 - shareX) + (bytes[upper + step + k] ?? 0) * shareX
            const below = (bytes[lower + k] ?? 0) * (1 - shareX) + (bytes[lower + step + k] ?? 0) * shareX
            sums[k] = (sums[k] ?? 0) + above + (below - above) * (atY - y0)
          }
        }
      }
      for (const sum of sums) out[to++] = sum / (n * n) + 0.5
    }
  }
  return out
}
