import type { Corners } from '@archway/shared/read'

/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** What is shown around a plate, as shares of its width (left and right each) and height (top and bottom each). */
export interface Margin {
  readonly x: number
  readonly y: number
}

/**
 * Row-major 3×3, last element 1: takes pixels of a crop to pixels of the picture that it was cut from. In
 * both, (0, 0) is the outer corner of the first pixel, whose centre is (0.5, 0.5).
 */
export type Homography = readonly [number, number, number, number, number, number, number, number, number]

/** Takes the crop's inner rectangle (the crop without its margin) to the plate's corners. */
export function homographyTo(corners: Corners, size: Size, margin: Margin): Homography {
  const left = (size.width * margin.x) / (1 + 2 * margin.x)
  const top = (size.height * margin.y) / (1 + 2 * margin.y)
  const [a, b, c, d, e, f, g, h] = fromUnitSquare(corners)
  const sx = 1 / (size.width - 2 * left)
  const sy = 1 / (size.height - 2 * top)
  // The inner rectangle to the unit square first: u = sx·(x − left), v = sy·(y − top).
  const shifted = [
    [a * sx, b * sy, c - a * sx * left - b * sy * top],
    [d * sx, e * sy, f - d * sx * left - e * sy * top],
    [g * sx, h * sy, 1 - g * sx * left - h * sy * top],
  ] as const
  const scale = shifted[2][2]
  return [
    shifted[0][0] / scale,
    shifted[0][1] / scale,
    shifted[0][2] / scale,
    shifted[1][0] / scale,
    shifted[1][1] / scale,
    shifted[1][2] / scale,
    shifted[2][0] / scale,
    shifted[2][1] / scale,
    1,
  ]
}

/** The projective map that takes (0,0), (1,0), (1,1), (0,1) to the corners, in that order. */
function fromUnitSquare([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: Corners) {
  const dx1 = x1 - x2
  const dx2 = x3 - x2
  const dy1 = y1 - y2
  const dy2 = y3 - y2
  const sumX = x0 - x1 + x2 - x3
  const sumY = y0 - y1 + y2 - y3
  const determinant = dx1 * dy2 - dx2 * dy1
  const g = (sumX * dy2 - dx2 * sumY) / determinant
  const h = (dx1 * sumY - sumX * dy1) / determinant
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h] as const
}

export function project(homography: Homography, x: number, y: number): [number, number] {
  const [a, b, c, d, e, f, g, h, i] = homography
  const w = g * x + h * y + i
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w]
}

/**
 * The quad around a plate with its margin, or null where the margin would reach beyond the plate's horizon:
 * that far off, a crop has no meaning.
 */
export function outline(homography: Homography, { width, height }: Size): Corners | null {
  const [, , , , , , g, h, i] = homography
  const isInFront = [i, g * width + i, g * width + h * height + i, h * height + i].every((w) => w > 1e-6)
  if (!isInFront) return null
  return [
    project(homography, 0, 0),
    project(homography, width, 0),
    project(homography, width, height),
    project(homography, 0, height),
  ]
}
