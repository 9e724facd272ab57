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
  const rowBytes = patch.width * channels
  const out = new Uint8Array(size.width * size.height * channels)
  // The crops that the reader and the refiner see are of one channel: a sum in a register is a quarter faster.
  const isLuma = channels === 1
  const sums = new Float64Array(channels)
  const samples = n * n
  let to = 0
  for (let row = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++) {
      let luma = 0
      for (let i = 0; i < n; i++) {
        const y = row + (i + 0.5) / n
        const rowX = b * y + c
        const rowY = e * y + f
        const rowW = h * y + 1
        for (let j = 0; j < n; j++) {
          const x = column + (j + 0.5) / n
          const perW = 1 / (g * x + rowW)
          // From the place in the picture to the index of the pixel whose centre lies there.
          const atX = within((a * x + rowX) * perW - 0.5 - left, lastX)
          const atY = within((d * x + rowY) * perW - 0.5 - top, lastY)
          // Both are 0 and more: cutting off is rounding down.
          const x0 = atX | 0
          const y0 = atY | 0
          const shareX = atX - x0
          const shareY = atY - y0
          const step = x0 < lastX ? channels : 0
          let upper = y0 * rowBytes + x0 * channels
          let lower = y0 < lastY ? upper + rowBytes : upper
          if (isLuma) {
            const upperLeft = bytes[upper] ?? 0
            const above = upperLeft + ((bytes[upper + step] ?? 0) - upperLeft) * shareX
            const lowerLeft = bytes[lower] ?? 0
            const below = lowerLeft + ((bytes[lower + step] ?? 0) - lowerLeft) * shareX
            luma += above + (below - above) * shareY
            continue
          }
          for (let k = 0; k < channels; k++, upper++, lower++) {
            const upperLeft = bytes[upper] ?? 0
            const above = upperLeft + ((bytes[upper + step] ?? 0) - upperLeft) * shareX
            const lowerLeft = bytes[lower] ?? 0
            const below = lowerLeft + ((bytes[lower + step] ?? 0) - lowerLeft) * shareX
            sums[k] = (sums[k] ?? 0) + above + (below - above) * shareY
          }
        }
      }
      if (isLuma) {
        out[to++] = luma / samples + 0.5
        continue
      }
      for (let k = 0; k < channels; k++) {
        out[to++] = (sums[k] ?? 0) / samples + 0.5
        sums[k] = 0
      }
    }
  }
  return out
}

const within = (value: number, last: number) => Math.min(last, Math.max(0, value))
