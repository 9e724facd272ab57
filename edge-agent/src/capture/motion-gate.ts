import { type Cells, cellsOf, isChanged, type Where, whereChanged } from './cells.ts'
import type { Frame, Pixels } from './frame-source.ts'

/**
 * Spares the models what they have seen: most frames of a camera show the same empty road, and of the others most show
 * it around a vehicle. A frame is still when it looks like one in which, a moment ago, no plate was found. Of another
 * the models look at what differs from the empty road, so at a vehicle that stands as well, and once a second at all of
 * it. A frame of a camera that has a plate in view is never still, and neither is an encoded photograph, whose decoding
 * would be most of the cost.
 */
export interface MotionGate {
  whereToLook(frame: Frame): Where
  /** Must hear of each frame that was looked at, in order. */
  looked(frame: Frame, plates: number): void
}

/** After a change it stays open this long for whatever differs from the empty road, so that a flicker about the threshold doesn't cut a passing in pieces. */
const LINGER_MS = 400
/** However still the picture is, and whatever moves in a part of it, all of it is looked at this often. */
const LOOK_AGAIN_MS = 1000

interface Road {
  /** The last frame looked at, where it showed no plate: what is like it is still. */
  last: Cells | null
  /** The road with nothing on it: all of it was looked at when nothing had changed for a while, and no plate was seen. */
  empty: Cells | null
  /** Of the frame that was asked about last. */
  cells: Cells
  isWhole: boolean
  changedAt: number
  /** When all of it was looked at last. */
  wholeAt: number
}

export function motionGate(): MotionGate {
  const roads = new Map<string, Road>()
  return {
    whereToLook({ camera, pixels, capturedAt }) {
      if (pixels.kind !== 'rgb') return 'everywhere'
      const cells = cellsOf(pixels)
      const road = roads.get(camera) ?? newRoad(cells)
      roads.set(camera, road)
      road.cells = cells
      const where = whereOf(road, pixels, capturedAt)
      road.isWhole = where === 'everywhere'
      return where
    },
    looked({ camera, capturedAt }, plates) {
      const road = roads.get(camera)
      if (!road) return
      if (plates > 0) road.changedAt = capturedAt
      if (road.isWhole) {
        road.wholeAt = capturedAt
        if (plates === 0 && capturedAt - road.changedAt >= LINGER_MS) road.empty = road.cells
      }
      road.last = plates === 0 ? road.cells : null
    },
  }
}

function whereOf(road: Road, pixels: Extract<Pixels, { kind: 'rgb' }>, at: number): Where {
  const { last, empty, cells } = road
  if (last && isChanged(cells, last)) road.changedAt = at
  if (at - road.wholeAt >= LOOK_AGAIN_MS) return 'everywhere'
  if (last && at - road.changedAt >= LINGER_MS) return 'nowhere'
  if (!empty) return 'everywhere'
  const where = whereChanged(cells, empty, pixels)
  return where === 'nowhere' && !last ? 'everywhere' : where
}

const newRoad = (cells: Cells): Road => ({
  last: null,
  empty: null,
  cells,
  isWhole: true,
  changedAt: -Infinity,
  wholeAt: -Infinity,
})
