import type { Homography, Size } from './homography.ts'

/** A part of a picture: one byte a pixel (luma) or three (colour), and the place of its first pixel in the picture. */
export interface Patch extends Size {
  readonly left: number
  readonly top: number
  readonly channels: 1 | 3
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
  const isLuma = channels === 1
  const perSample = 1 / (n * n)
  const between = 1 / n
  let to = 0
  for (let row = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++) {
      // One sum a channel, each in a register, and no `?? 0` on indices that never leave the patch: this loop is a tenth of a look.
      let first = 0
      let second = 0
      let third = 0
      for (let i = 0; i < n; i++) {
        const y = row + (i + 0.5) * between
        const rowX = b * y + c
        const rowY = e * y + f
        const rowW = h * y + 1
        for (let j = 0; j < n; j++) {
          const x = column + (j + 0.5) * between
          const perW = 1 / (g * x + rowW)
          // From the place in the picture to the index of the pixel whose centre lies there.
          let atX = (a * x + rowX) * perW - 0.5 - left
          let atY = (d * x + rowY) * perW - 0.5 - top
          if (atX < 0) atX = 0
          else if (atX > lastX) atX = lastX
          if (atY < 0) atY = 0
          else if (atY > lastY) atY = lastY
          // Both are 0 and more: cutting off is rounding down.
          const x0 = atX | 0
          const y0 = atY | 0
          const step = x0 < lastX ? channels : 0
          const upper = y0 * rowBytes + x0 * channels
          const lower = y0 < lastY ? upper + rowBytes : upper
          const shareX = atX - x0
          const shareY = atY - y0
          const lowerRight = shareX * shareY
          const upperRight = shareX - lowerRight
          const lowerLeft = shareY - lowerRight
          const upperLeft = 1 - shareX - lowerLeft
          first +=
            upperLeft * (bytes[upper] as number) +
            upperRight * (bytes[upper + step] as number) +
            lowerLeft * (bytes[lower] as number) +
            lowerRight * (bytes[lower + step] as number)
          if (isLuma) continue
          second +=
            upperLeft * (bytes[upper + 1] as number) +
            upperRight * (bytes[upper + step + 1] as number) +
            lowerLeft * (bytes[lower + 1] as number) +
            lowerRight * (bytes[lower + step + 1] as number)
          third +=
            upperLeft * (bytes[upper + 2] as number) +
            upperRight * (bytes[upper + step + 2] as number) +
            lowerLeft * (bytes[lower + 2] as number) +
            lowerRight * (bytes[lower + step + 2] as number)
        }
      }
      out[to++] = first * perSample + 0.5
      if (isLuma) continue
      out[to++] = second * perSample + 0.5
      out[to++] = third * perSample + 0.5
    }
  }
  return out
}
