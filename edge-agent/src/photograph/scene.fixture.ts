import { ALPHABET } from '@archway/shared/plate'
import type { Corners } from '@archway/shared/read'
import sharp from 'sharp'
import type { Picture } from '../detect/detector.ts'
import { homographyTo } from './homography.ts'

/** Folder of the graphs that read what is drawn here; see `scripts/training/fixture_models.py`. */
export const FIXTURE_MODELS = new URL('../../fixtures/models', import.meta.url).pathname

/** Axis-aligned corners. */
export const box = (x: number, y: number, width: number, height: number): Corners => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
]

/** What the fixture's jurisdiction graph tells states by, in bytes of red less green; luma stays what it is. */
const TINTS = { 'us-mo': [0, 0], 'us-il': [8, -4], 'us-ks': [-8, 4] } as const

/** A black picture with plates: bluish blocks with one flat grey stripe a character, dark stripes between. */
export function drawScene(
  width: number,
  height: number,
  plates: readonly {
    readonly text: string
    readonly corners: Corners
    readonly state?: keyof typeof TINTS
  }[],
): Picture {
  const rgb = new Uint8Array(width * height * 3)
  for (const { text, corners, state } of plates) {
    const [red, green] = TINTS[state ?? 'us-mo']
    const toPlate = inverse(homographyTo(corners, { width: 1, height: 1 }, { x: 0, y: 0 }))
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [u, v] = apply(toPlate, x + 0.5, y + 0.5)
        if (u < 0 || u >= 1 || v < 0 || v >= 1) continue
        const stripe = Math.floor(u * (2 * text.length + 1))
        const label = stripe % 2 ? ALPHABET.indexOf(text[(stripe - 1) / 2] ?? '') + 1 : 0
        const grey = 20 + 4 * label - 11
        rgb.set([grey + red, grey + green, grey + 100], (y * width + x) * 3)
      }
    }
  }
  return { width, height, rgb }
}

export const encoder = ({ width, height, rgb }: Picture) =>
  sharp(rgb, { raw: { width, height, channels: 3 } })

export const pngOf = (picture: Picture): Promise<Uint8Array> => encoder(picture).png().toBuffer()

type Matrix = readonly [number, number, number, number, number, number, number, number, number]

function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const [A, B, C] = [e * i - f * h, -(d * i - f * g), d * h - e * g]
  const determinant = a * A + b * B + c * C
  const cofactors = [
    [A, -(b * i - c * h), b * f - c * e],
    [B, a * i - c * g, -(a * f - c * d)],
    [C, -(a * h - b * g), a * e - b * d],
  ]
  return cofactors.flat().map((value) => value / determinant) as unknown as Matrix
}

function apply([a, b, c, d, e, f, g, h, i]: Matrix, x: number, y: number): [number, number] {
  const w = g * x + h * y + i
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w]
}
