import type { Frame, Pixels } from './frame-source.ts'

/**
 * Spares the models what they have seen: most frames of a camera show the same empty road. A frame is still when it
 * looks like one in which, a moment ago, no plate was found. A frame of a camera that has a plate in view is
 * never still, and neither is an encoded photograph, whose decoding would be most of the cost.
 */
export interface MotionGate {
  isStill(frame: Frame): boolean
  /** Must hear of each frame that was looked at, in order. */
  looked(frame: Frame, plates: number): void
}

/** Pixels a cell, each way: a plate that can be read, or a lamp, fills more than one. */
const CELL = 32
/** Of a cell's pixels every fourth each way is enough for its mean. */
const SAMPLE = 4
/**
 * How far a cell's mean (0–255) must move, against the mean of all, so that exposure doesn't count: four times what
 * the noise of a camera at night moves it.
 */
const CHANGED = 6
const LEAST_CELLS = 2
/** After a change it stays open this long, so that a flicker about the threshold doesn't cut a passing in pieces. */
const LINGER_MS = 400
/** However still it is, it is looked at this often: what comes very slowly comes all the same. */
const LOOK_AGAIN_MS = 1000

interface Road {
  /** The last frame looked at, where it showed no plate. */
  empty: { readonly cells: Float32Array; readonly at: number } | null
  /** Of the frame that `isStill` was asked of last. */
  cells: Float32Array
  changedAt: number
}

export function motionGate(): MotionGate {
  const roads = new Map<string, Road>()
  return {
    isStill({ camera, pixels, capturedAt }) {
      if (pixels.kind !== 'rgb') return false
      const cells = cellsOf(pixels)
      const road = roads.get(camera) ?? { empty: null, cells, changedAt: -Infinity }
      roads.set(camera, road)
      road.cells = cells
      const { empty } = road
      if (!empty || capturedAt - empty.at >= LOOK_AGAIN_MS) return false
      if (isChanged(cells, empty.cells)) road.changedAt = capturedAt
      return capturedAt - road.changedAt >= LINGER_MS
    },
    looked({ camera, capturedAt }, plates) {
      const road = roads.get(camera)
      if (!road) return
      road.empty = plates === 0 ? { cells: road.cells, at: capturedAt } : null
      if (plates > 0) road.changedAt = capturedAt
    },
  }
}

/** The mean green of each cell, row by row; what is left over at the right and below belongs to no cell. */
function cellsOf({ width, height, bytes }: Extract<Pixels, { kind: 'rgb' }>): Float32Array {
  const columns = Math.max(1, Math.floor(width / CELL))
  const rows = Math.max(1, Math.floor(height / CELL))
  const cells = new Float32Array(columns * rows)
  const perCell = (CELL / SAMPLE) ** 2
  for (let y = SAMPLE / 2; y < Math.min(height, rows * CELL); y += SAMPLE) {
    const row = Math.floor(y / CELL) * columns
    for (let x = SAMPLE / 2; x < Math.min(width, columns * CELL); x += SAMPLE) {
      const cell = row + Math.floor(x / CELL)
      cells[cell] = (cells[cell] ?? 0) + (bytes[(y * width + x) * 3 + 1] ?? 0) / perCell
    }
  }
  return cells
}

function isChanged(cells: Float32Array, before: Float32Array): boolean {
  // Another size is another picture.
  if (cells.length !== before.length) return true
  let exposure = 0
  for (let at = 0; at < cells.length; at++) exposure += (cells[at] ?? 0) - (before[at] ?? 0)
  exposure /= cells.length
  let changed = 0
  for (let at = 0; at < cells.length; at++) {
    if (Math.abs((cells[at] ?? 0) - (before[at] ?? 0) - exposure) > CHANGED) changed++
  }
  return changed >= LEAST_CELLS
}
