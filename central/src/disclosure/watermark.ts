import sharp from 'sharp'
import { drawText, textSize } from './bitmap-text.ts'

/** Share of an image's width that a line of the watermark takes. */
const LINE_WIDTH = 0.6
const MARK_ALPHA = 90
const QUALITY = 92

/**
 * Makes a copy of an image that says, across it and in a strip below it, what it is.
 * @param jpeg as it was stored
 * @param mark short; repeated across the picture, half transparent
 * @param lines the strip below, which takes nothing from the picture
 * @returns JPEG without any metadata
 */
export async function watermark(
  jpeg: Uint8Array,
  mark: string,
  lines: readonly string[],
): Promise<Uint8Array> {
  const { data, info } = await sharp(jpeg, { failOn: 'error' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  drawAcross(data, width, height, mark)
  const strip = stripOf(lines, width)
  const out = Buffer.alloc(width * (height + strip.height) * 3)
  data.copy(out)
  strip.pixels.copy(out, width * height * 3)
  return sharp(out, { raw: { width, height: height + strip.height, channels: 3 } })
    .jpeg({ quality: QUALITY })
    .toBuffer()
}

/** Light with a dark edge, so that it shows on any picture. */
function drawAcross(data: Buffer, width: number, height: number, mark: string): void {
  const scale = Math.max(1, Math.floor((width * LINE_WIDTH) / textSize(mark, 1).width))
  const size = textSize(mark, scale)
  const blend = (x: number, y: number, value: number) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return
    for (let channel = 0; channel < 3; channel += 1) {
      const at = (y * width + x) * 3 + channel
      data[at] = Math.round(((data[at] ?? 0) * (255 - MARK_ALPHA) + value * MARK_ALPHA) / 255)
    }
  }
  const step = Math.max(size.height * 4, 1)
  for (let top = Math.floor(size.height), line = 0; top < height || line === 0; top += step, line += 1) {
    const left = line % 2 === 0 ? Math.floor(width * 0.05) : Math.floor(width * 0.35)
    drawText(mark, left + 1, top + 1, scale, (x, y) => blend(x, y, 0))
    drawText(mark, left, top, scale, (x, y) => blend(x, y, 255))
  }
}

function stripOf(lines: readonly string[], width: number): { pixels: Buffer; height: number } {
  const longest = Math.max(1, ...lines.map((line) => textSize(line, 1).width))
  const scale = Math.max(1, Math.min(3, Math.floor((width - 8) / longest)))
  const gap = 3 * scale
  // A narrow picture, as that of a plate, breaks the lines instead of cutting them.
  const fitting = Math.max(4, Math.floor((width - 8) / (6 * scale)))
  const broken = lines.flatMap((line) => line.match(new RegExp(`.{1,${fitting}}`, 'g')) ?? [''])
  const lineHeight = textSize('', scale).height + gap
  const height = broken.length * lineHeight + gap
  const pixels = Buffer.alloc(width * height * 3)
  broken.forEach((line, index) => {
    drawText(line, 4, gap + index * lineHeight, scale, (x, y) => {
      if (x < width) pixels.fill(255, (y * width + x) * 3, (y * width + x) * 3 + 3)
    })
  })
  return { pixels, height }
}
