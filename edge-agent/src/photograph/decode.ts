import sharp, { type Metadata } from 'sharp'
import type { Pixels } from '../capture/frame-source.ts'
import type { Picture } from '../detect/detector.ts'
import { HintedError } from '../hinted-error.ts'

/** A photograph that cannot be used. `hint` tells a person what to do about it. */
export class PhotographError extends HintedError {
  override readonly name = 'PhotographError'
}

const MOST_PIXELS = 100_000_000
/** Below this no plate is legible, whatever the picture is. */
const LEAST_SIDE = 12
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'tiff', 'gif', 'heif', 'avif'])

/**
 * Decodes a photograph as a person sees it: upright by its EXIF orientation, 8 bits of sRGB whatever it was
 * (16-bit, CMYK, grey), transparency dropped. Throws `PhotographError` for anything less than a whole
 * picture: half of a truncated photograph would pass for a road with fewer plates.
 */
export async function decode(pixels: Pixels): Promise<Picture> {
  if (pixels.kind === 'rgb') return checkedRgb(pixels)
  // A JPEG is one picture, so its header is looked at only when something is wrong; that saves half a millisecond.
  if (!isJpeg(pixels.bytes)) check(await header(pixels.bytes))
  try {
    const { data, info } = await sharp(pixels.bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw new Error(`${info.channels} channels`)
    checkSize(info)
    return { width: info.width, height: info.height, rgb: data }
  } catch (cause) {
    if (cause instanceof PhotographError) throw cause
    check(await header(pixels.bytes))
    throw new PhotographError(
      `the picture is damaged: ${reasonOf(cause)}`,
      'Copy the file again from where it came.',
      cause,
    )
  }
}

async function header(bytes: Uint8Array): Promise<Metadata> {
  if (bytes.byteLength === 0) throw new PhotographError('the file is empty', 'Copy it again from its source.')
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata()
  } catch (cause) {
    throw new PhotographError(
      'this is not a picture, or its beginning is damaged',
      'Give JPEG, PNG, WebP, TIFF or AVIF files, or a video.',
      cause,
    )
  }
}

function check({ format, width, height, pages }: Metadata): void {
  if (!FORMATS.has(format)) {
    throw new PhotographError(`${format} is not a photograph's format`, 'Convert it to JPEG or PNG.')
  }
  if ((pages ?? 1) > 1) {
    throw new PhotographError(
      `the file holds ${pages} pictures (an animation, or pages)`,
      'Save them one a file, or as a video.',
    )
  }
  checkSize({ width, height })
}

const isJpeg = (bytes: Uint8Array) => bytes[0] === 0xff && bytes[1] === 0xd8

function checkSize({ width, height }: { readonly width: number; readonly height: number }): void {
  if (width * height > MOST_PIXELS) {
    throw new PhotographError(
      `${width}×${height} is ${Math.round((width * height) / 1e6)} megapixels; at most 100 are read`,
      'Scale the picture down.',
    )
  }
  if (Math.min(width, height) < LEAST_SIDE) {
    throw new PhotographError(
      `${width}×${height} pixels are too few to hold a legible plate`,
      `Give the original photograph, at least ${LEAST_SIDE} pixels a side.`,
    )
  }
}

function checkedRgb({ width, height, bytes }: Extract<Pixels, { kind: 'rgb' }>): Picture {
  if (bytes.byteLength !== width * height * 3) {
    throw new PhotographError(
      `a frame of ${width}×${height} has ${bytes.byteLength} bytes, not ${width * height * 3}`,
      'The camera or its driver sends broken frames: check its cable and its settings.',
    )
  }
  return { width, height, rgb: bytes }
}

/** What libvips says is one complaint a line, often repeated. */
const reasonOf = (cause: unknown): string => {
  const lines = (cause instanceof Error ? cause.message : String(cause))
    .split('\n')
    .map((line) => line.trim())
  return [...new Set(lines.filter(Boolean))].slice(0, 2).join('; ')
}
