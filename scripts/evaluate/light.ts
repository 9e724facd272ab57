import sharp from 'sharp'
import type { Box } from './labels.ts'

export type Light = 'day' | 'night or infrared'

/** Mean luma (0–255) of what is around the plate, below which it is night. Full daylight shade lies above 60. */
const NIGHT_LUMA = 55
/** Mean distance (0–255) of the largest from the smallest channel, below which a picture has no colour. */
const NO_COLOUR = 5

/**
 * The light of a photograph by the surroundings of its plate, once and a half its size on each side: night where
 * they are dark, infrared where the picture shows no colour at all (a photograph scanned in grey counts there too).
 * The plate itself is left out, because an infrared lamp makes it bright and a red plate gives colour to a picture.
 */
export async function lightAround(path: string, box: Box): Promise<Light> {
  const upright = await sharp(path)
    .autoOrient()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return lightOf(upright.data, upright.info, box)
}

/** @param pixels `channels` bytes a pixel, 1 or 3, rows top to bottom */
export function lightOf(
  pixels: Uint8Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  box: Box,
): Light {
  const [padX, padY] = [(box.x1 - box.x0) * 1.5, (box.y1 - box.y0) * 1.5]
  const left = Math.max(0, Math.floor(box.x0 - padX))
  const right = Math.min(width, Math.ceil(box.x1 + padX))
  const bottom = Math.min(height, Math.ceil(box.y1 + padY))
  // A crop shows little but the plate: then the plate has to do.
  const isCrop = (box.x1 - box.x0) * (box.y1 - box.y0) > 0.5 * width * height
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0]
  let [luma, colour, count] = [0, 0, 0]
  for (let y = Math.max(0, Math.floor(box.y0 - padY)); y < bottom; y++) {
    const isBeside = y < box.y0 || y >= box.y1
    for (let x = left; x < right; x++) {
      if (!isCrop && !isBeside && x >= box.x0 && x < box.x1) continue
      const at = (y * width + x) * channels
      const [r, g, b] = [pixels[at] ?? 0, pixels[at + green] ?? 0, pixels[at + blue] ?? 0]
      luma += 0.299 * r + 0.587 * g + 0.114 * b
      colour += Math.max(r, g, b) - Math.min(r, g, b)
      count++
    }
  }
  const isNight = luma < NIGHT_LUMA * count
  return isNight || colour < NO_COLOUR * count ? 'night or infrared' : 'day'
}
