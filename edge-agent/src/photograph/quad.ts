import type { Corners } from '@archway/shared/read'

type Point = readonly [number, number]

/** Twice the area between o→a and o→b; positive when b is clockwise of a on a screen (y down). */
const cross = (o: Point, a: Point, b: Point) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])

const distance = (a: Point, b: Point) => Math.hypot(b[0] - a[0], b[1] - a[1])

/** Pixels²; positive for corners that run clockwise. */
export function areaOf(polygon: readonly Point[]): number {
  let doubled = 0
  for (const [index, [x, y]] of polygon.entries()) {
    const [nextX, nextY] = polygon[(index + 1) % polygon.length] ?? [x, y]
    doubled += x * nextY - nextX * y
  }
  return doubled / 2
}

/** Lengths of the sides of a plate, in pixels: the longer one of each pair. */
export function sidesOf([tl, tr, br, bl]: Corners): { width: number; height: number } {
  return {
    width: Math.max(distance(tl, tr), distance(bl, br)),
    height: Math.max(distance(tl, bl), distance(tr, br)),
  }
}

/** The part of `subject` inside the convex, clockwise `window` (Sutherland and Hodgman). */
function clip(subject: readonly Point[], window: readonly Point[]): Point[] {
  let kept: Point[] = [...subject]
  for (const [index, from] of window.entries()) {
    const to = window[(index + 1) % window.length] ?? from
    const before = kept
    kept = []
    for (const [at, point] of before.entries()) {
      const previous = before.at(at - 1) ?? point
      const inside = cross(from, to, point)
      const wasInside = cross(from, to, previous)
      if (inside >= 0 !== wasInside >= 0) {
        const share = wasInside / (wasInside - inside)
        kept.push([
          previous[0] + share * (point[0] - previous[0]),
          previous[1] + share * (point[1] - previous[1]),
        ])
      }
      if (inside >= 0) kept.push(point)
    }
  }
  return kept
}

/** How much two plates share: of both together, and of the smaller one. Both convex and clockwise. */
export function overlap(one: Corners, other: Corners): { ofUnion: number; ofSmaller: number } {
  const shared = Math.max(0, areaOf(clip(one, other)))
  const [a, b] = [areaOf(one), areaOf(other)]
  const union = a + b - shared
  const smaller = Math.min(a, b)
  return { ofUnion: union > 0 ? shared / union : 0, ofSmaller: smaller > 0 ? shared / smaller : 0 }
}

/**
 * What a plate seen through a camera can look like, with room to spare: convex, not mirrored, its top not
 * below its bottom; between upright squares (a motorcycle's, seen from the side) and long European plates;
 * opposite sides not too different. The limits are geometry, not tuned on photographs.
 */
const LIMITS = { leastHeight: 4, leastAspect: 0.6, mostAspect: 9, mostTaper: 2.5 } as const

export function isPlateShaped(corners: Corners): boolean {
  const [tl, tr, br, bl] = corners
  const isConvex =
    cross(tl, tr, br) > 0 && cross(tr, br, bl) > 0 && cross(br, bl, tl) > 0 && cross(bl, tl, tr) > 0
  if (!isConvex) return false
  const tapers = [
    [distance(tl, tr), distance(bl, br)],
    [distance(tl, bl), distance(tr, br)],
  ].every(([a = 0, b = 0]) => Math.max(a, b) <= LIMITS.mostTaper * Math.min(a, b))
  const { width, height } = sidesOf(corners)
  const aspect = width / height
  return tapers && height >= LIMITS.leastHeight && aspect >= LIMITS.leastAspect && aspect <= LIMITS.mostAspect
}
