import { type Homography, project, type Size } from '../../edge-agent/src/photograph/homography.ts'

/** How a second camera stands to a plate that the first one saw from straight ahead. Angles in degrees. */
export interface Stand {
  /** To the left or right of the plate: another lane. */
  readonly yaw: number
  /** Above or below it: another height. */
  readonly pitch: number
  /** The camera's own tilt. */
  readonly roll: number
  /** Pixels there to one pixel here. */
  readonly scale: number
}

/** A rectangle of a picture, in its pixels. */
export interface Area {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** How far off the second camera stands, in widths of the plate: at 12 a plate's far end is a few percent smaller. */
const DISTANCE = 12
const RADIANS = Math.PI / 180

/**
 * What the second camera's picture around the plate is and where its pixels come from. The plate is a plane that
 * turns about its centre before a pinhole.
 *
 * @param plate where it stands in the first picture
 * @param loose how much of the cut's width and height, on each side, is to be surroundings
 * @returns the size of a cut around the plate, and the way from its pixels to pixels of the first picture
 */
export function seenFrom(plate: Area, stand: Stand, loose: number): { size: Size; toPicture: Homography } {
  const forward = forwardOf(plate, stand)
  const corners = [
    project(forward, plate.x0, plate.y0),
    project(forward, plate.x1, plate.y0),
    project(forward, plate.x1, plate.y1),
    project(forward, plate.x0, plate.y1),
  ]
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const grow = 1 / (1 - 2 * loose)
  const width = (Math.max(...xs) - Math.min(...xs)) * grow
  const height = (Math.max(...ys) - Math.min(...ys)) * grow
  const left = (Math.max(...xs) + Math.min(...xs) - width) / 2
  const top = (Math.max(...ys) + Math.min(...ys) - height) / 2
  const shift: Homography = [1, 0, left, 0, 1, top, 0, 0, 1]
  return {
    size: { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) },
    toPicture: normalised(times(inverse(forward), shift)),
  }
}

/** From pixels of the first picture to pixels of the second, whose origin is the plate's centre. */
function forwardOf({ x0, y0, x1, y1 }: Area, { yaw, pitch, roll, scale }: Stand): Homography {
  const width = x1 - x0
  const [sinY, cosY] = [Math.sin(yaw * RADIANS), Math.cos(yaw * RADIANS)]
  const [sinP, cosP] = [Math.sin(pitch * RADIANS), Math.cos(pitch * RADIANS)]
  const [sinR, cosR] = [Math.sin(roll * RADIANS), Math.cos(roll * RADIANS)]
  // The plate's plane, in widths, turned about the upright axis and then about the level one.
  const across = [cosY, sinY * sinP, sinY * cosP] as const
  const down = [0, cosP, -sinP] as const
  const turned: Homography = [
    across[0] * cosR - across[1] * sinR,
    down[0] * cosR - down[1] * sinR,
    0,
    across[0] * sinR + across[1] * cosR,
    down[0] * sinR + down[1] * cosR,
    0,
    across[2] / DISTANCE,
    down[2] / DISTANCE,
    1,
  ]
  const toPlane: Homography = [
    1 / width,
    0,
    -(x0 + x1) / 2 / width,
    0,
    1 / width,
    -(y0 + y1) / 2 / width,
    0,
    0,
    1,
  ]
  const size = width * scale
  return times([size, 0, 0, 0, size, 0, 0, 0, 1], times(turned, toPlane))
}

function times(a: Homography, b: Homography): Homography {
  const at = (row: 0 | 3 | 6, column: 0 | 1 | 2) =>
    a[row] * b[column] + (a[row + 1] ?? 0) * (b[column + 3] ?? 0) + (a[row + 2] ?? 0) * (b[column + 6] ?? 0)
  return [
    ...([at(0, 0), at(0, 1), at(0, 2)] as const),
    ...([at(3, 0), at(3, 1), at(3, 2)] as const),
    ...([at(6, 0), at(6, 1), at(6, 2)] as const),
  ]
}

/** By cofactors, up to a factor, which a homography does not have. */
const inverse = ([a, b, c, d, e, f, g, h, i]: Homography): Homography => [
  e * i - f * h,
  c * h - b * i,
  b * f - c * e,
  f * g - d * i,
  a * i - c * g,
  c * d - a * f,
  d * h - e * g,
  b * g - a * h,
  a * e - b * d,
]

const normalised = (homography: Homography): Homography =>
  homography.map((value) => value / homography[8]) as unknown as Homography
