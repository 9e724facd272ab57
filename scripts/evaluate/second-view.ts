import sharp from 'sharp'
import type { Picture } from '../../edge-agent/src/detect/detector.ts'
import type { Size } from '../../edge-agent/src/photograph/homography.ts'
import { warp } from '../../edge-agent/src/photograph/warp.ts'
import { type Area, type Stand, seenFrom } from './perspective.ts'
import type { Random } from './random.ts'

/** From what to what each property of a second view is drawn. */
interface Range {
  /** Degrees to the side; the sign is drawn. */
  readonly yaw: readonly [number, number]
  readonly pitch: readonly [number, number]
  readonly roll: number
  readonly scale: readonly [number, number]
  /** Standard deviation in pixels of the new picture. */
  readonly blur: readonly [number, number]
  /** Pixels along which a moving plate is smeared, drawn in a third of the views. */
  readonly motion: number
  /** Standard deviation of the logarithm of the exposure. */
  readonly exposure: number
  /** Shares of the views that a shadow's edge crosses, and that a light dazzles. */
  readonly shadow: number
  readonly glare: number
  /** Grey levels of 255. */
  readonly noise: readonly [number, number]
  readonly jpeg: readonly [number, number]
}

/** How much worse the second camera has it. Set before anything was measured, and not by it. */
export const SEVERITIES = {
  mild: {
    yaw: [5, 20],
    pitch: [0, 8],
    roll: 2,
    scale: [0.85, 1],
    blur: [0, 0.5],
    motion: 1.5,
    exposure: 0.2,
    shadow: 0.15,
    glare: 0.1,
    noise: [1, 4],
    jpeg: [75, 92],
  },
  medium: {
    yaw: [15, 35],
    pitch: [3, 14],
    roll: 4,
    scale: [0.65, 0.9],
    blur: [0.3, 0.9],
    motion: 2.5,
    exposure: 0.35,
    shadow: 0.3,
    glare: 0.2,
    noise: [2, 7],
    jpeg: [50, 85],
  },
  strong: {
    yaw: [30, 50],
    pitch: [6, 20],
    roll: 6,
    scale: [0.5, 0.75],
    blur: [0.6, 1.3],
    motion: 4,
    exposure: 0.5,
    shadow: 0.5,
    glare: 0.35,
    noise: [4, 10],
    jpeg: [30, 70],
  },
} as const satisfies Record<string, Range>
export type Severity = keyof typeof SEVERITIES

/** How much of a cut, on each side, is not the plate: what a crop of a set usually has. */
export const LOOSE = 0.04
/** A plate is not made narrower than this: below it nobody claims to read. Pixels. */
const NARROWEST = 50

/**
 * What another camera would have taken of the plate: from another lane and height, and with its own optics, light,
 * noise and compression, in the order in which light meets them.
 *
 * @returns a JPEG of the plate with a little around it
 */
export async function secondView(
  picture: Picture,
  plate: Area,
  severity: Severity,
  random: Random,
): Promise<Uint8Array> {
  const range: Range = SEVERITIES[severity]
  const { size, toPicture } = seenFrom(plate, standOf(range, plate, random), LOOSE)
  const source = { left: 0, top: 0, width: picture.width, height: picture.height, channels: 3 } as const
  // Two samples a side are the mean over a pixel that shrinks by half, the most that is asked for.
  const seen = Float32Array.from(warp({ ...source, bytes: picture.rgb }, toPicture, size, 2))
  light(seen, size, range, random)
  const sigma = random.between(...range.blur)
  const smear = random.chance(1 / 3) ? random.between(0, range.motion) : 0
  const soft = await blurred(seen, size, sigma, Math.hypot(sigma, smear / Math.sqrt(12)))
  return sensor(soft, size, range, random)
}

function standOf(range: Range, plate: Area, random: Random): Stand {
  const yaw = random.between(...range.yaw) * (random.chance(0.5) ? 1 : -1)
  const pitch = random.between(...range.pitch) * (random.chance(0.75) ? 1 : -1)
  const roll = random.normal() * range.roll
  const scale = random.between(...range.scale)
  const least = NARROWEST / ((plate.x1 - plate.x0) * Math.cos((yaw * Math.PI) / 180))
  return { yaw, pitch, roll, scale: Math.max(scale, Math.min(1, least)) }
}

/** A slope of light, the edge of a shadow, a lamp or the sun. In place. */
function light(rgb: Float32Array, { width, height }: Size, range: Range, random: Random): void {
  const slope = { x: random.normal() * 0.15, y: random.normal() * 0.2 }
  const hasShadow = random.chance(range.shadow)
  const shadow = {
    angle: random.between(0, 2 * Math.PI),
    at: random.between(-0.25, 0.25),
    hard: random.between(4, 40),
    dark: random.between(0.25, 0.6),
  }
  const hasGlare = random.chance(range.glare)
  const glare = {
    x: random.between(-0.4, 0.4),
    y: random.between(-0.4, 0.4),
    spread: random.between(0.06, 0.3),
    bright: random.between(0.3, 1),
  }
  let index = 0
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [(column + 0.5) / width - 0.5, (row + 0.5) / height - 0.5]
      let value = 1 + slope.x * x + slope.y * y
      if (hasShadow) {
        const side = x * Math.cos(shadow.angle) + y * Math.sin(shadow.angle) - shadow.at
        value *= 1 - shadow.dark / (1 + Math.exp(-side * shadow.hard))
      }
      if (hasGlare) {
        const off = ((x - glare.x) ** 2 + (y - glare.y) ** 2) / (2 * glare.spread ** 2)
        value += glare.bright * Math.exp(-off)
      }
      for (let channel = 0; channel < 3; channel++) {
        rgb[index] = (rgb[index] ?? 0) * value
        index++
      }
    }
  }
}

/** Gaussian blur with its own width along the rows (defocus and motion) and along the columns (defocus). */
function blurred(rgb: Float32Array, { width, height }: Size, sigmaY: number, sigmaX: number): Float32Array {
  const along = convolve(rgb, width, height, kernelOf(sigmaX), 3, width * 3)
  return convolve(along, height, width, kernelOf(sigmaY), width * 3, 3)
}

function kernelOf(sigma: number): number[] {
  if (sigma < 0.1) return [1]
  const reach = Math.ceil(3 * sigma)
  const weights = Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp(-((index - reach) ** 2) / (2 * sigma ** 2)),
  )
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

/** Lines of `length` samples that lie `step` apart; the lines lie `stride` apart, three values (r, g, b) each. */
function convolve(
  from: Float32Array,
  length: number,
  lines: number,
  kernel: readonly number[],
  step: number,
  stride: number,
): Float32Array {
  const reach = (kernel.length - 1) / 2
  const out = new Float32Array(from.length)
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at < length; at++) {
      for (let channel = 0; channel < 3; channel++) {
        const start = line * stride + channel
        let sum = 0
        for (const [index, weight] of kernel.entries()) {
          const place = Math.min(length - 1, Math.max(0, at + index - reach))
          sum += weight * (from[start + place * step] ?? 0)
        }
        out[start + at * step] = sum
      }
    }
  }
  return out
}

/** Exposure, noise (more in the light) and JPEG. */
async function sensor(rgb: Float32Array, size: Size, range: Range, random: Random): Promise<Uint8Array> {
  const exposure = Math.exp(random.normal() * range.exposure)
  const noise = random.between(...range.noise)
  const bytes = new Uint8ClampedArray(rgb.length)
  for (let pixel = 0; pixel < rgb.length; pixel += 3) {
    const grey = random.normal()
    for (let channel = 0; channel < 3; channel++) {
      const value = (rgb[pixel + channel] ?? 0) * exposure
      // A camera's noise is mostly the same in all three colours once it has made a picture of it.
      const grain = (0.8 * grey + 0.6 * random.normal()) * noise
      bytes[pixel + channel] = value + grain * Math.sqrt(Math.min(255, Math.max(10, value)) / 128)
    }
  }
  return sharp(bytes, { raw: { ...size, channels: 3 } })
    .jpeg({ quality: Math.round(random.between(...range.jpeg)) })
    .toBuffer()
}
