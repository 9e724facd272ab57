import type { Area } from '../detect/detector.ts'
import type { Pixels } from './frame-source.ts'

/** Where there may be something to see in a frame: in no part of it, in all of it, or in this part. */
export type Where = 'nowhere' | 'everywhere' | Area

/** A picture as means of its cells: enough to say what has changed, cheap enough for each frame. */
export interface Cells {
  readonly columns: number
  readonly rows: number
  /** Mean green of each cell (0–255), row by row; what is left over at the right and below belongs to no cell. */
  readonly means: Float32Array
}

type Rgb = Extract<Pixels, { kind: 'rgb' }>

/** Pixels a cell, each way: a plate that can be read, or a lamp, fills more than one. */
const CELL = 32
/** Of a cell's pixels every fourth each way is enough for its mean. */
const SAMPLE = 4
/**
 * How far a cell's mean must move, against the mean of all, so that exposure doesn't count: four times what the noise
 * of a camera at night moves it.
 */
const CHANGED = 6
/** What belongs to a change that is certain shows it less: shadows, dull paint. */
const CHANGED_BESIDE = 3
const LEAST_CELLS = 2
/** Cells around what has changed: the dull end of a vehicle, and room for the detector to see what a plate hangs on. */
const MARGIN = 2
/** Above this share of the picture a part is not worth being cut out. */
const MOST_OF_PICTURE = 0.7

export function cellsOf({ width, height, bytes }: Rgb): Cells {
  const columns = Math.max(1, Math.floor(width / CELL))
  const rows = Math.max(1, Math.floor(height / CELL))
  const means = new Float32Array(columns * rows)
  const perCell = (CELL / SAMPLE) ** 2
  for (let y = SAMPLE / 2; y < Math.min(height, rows * CELL); y += SAMPLE) {
    const row = Math.floor(y / CELL) * columns
    for (let x = SAMPLE / 2; x < Math.min(width, columns * CELL); x += SAMPLE) {
      const cell = row + Math.floor(x / CELL)
      means[cell] = (means[cell] ?? 0) + (bytes[(y * width + x) * 3 + 1] ?? 0) / perCell
    }
  }
  return { columns, rows, means }
}

/** Whether anything came, went or moved. Another size is another picture. */
export function isChanged(now: Cells, before: Cells): boolean {
  return !isAlike(now, before) || changesOf(now, before).filter((by) => by > CHANGED).length >= LEAST_CELLS
}

/**
 * Where the cells differ, with a margin, on whole cells; everywhere, when that is nearly all of the picture. What is left
 * over at the right and below belongs to the outermost cells.
 */
export function whereChanged(now: Cells, before: Cells, { width, height }: Rgb): Where {
  if (!isAlike(now, before)) return 'everywhere'
  let [first, last, top, bottom] = [now.columns, -1, now.rows, -1]
  for (const [at, by] of changesOf(now, before).entries()) {
    if (by <= CHANGED_BESIDE) continue
    const [column, row] = [at % now.columns, Math.floor(at / now.columns)]
    first = Math.min(first, column)
    last = Math.max(last, column)
    top = Math.min(top, row)
    bottom = Math.max(bottom, row)
  }
  if (last < 0) return 'nowhere'
  const across = spanned(first, last, now.columns, width)
  const down = spanned(top, bottom, now.rows, height)
  if (across.length * down.length > MOST_OF_PICTURE * width * height) return 'everywhere'
  return { left: across.from, top: down.from, width: across.length, height: down.length }
}

/** From which pixel, and how many. An even number of cells, so that the detector, which halves most pictures, sees the same pixels as in the whole. */
function spanned(first: number, last: number, cells: number, side: number) {
  const from = even(Math.max(0, first - MARGIN)) * CELL
  const end = even(last + 1 + MARGIN + 1)
  return { from, length: (end >= cells ? side : end * CELL) - from }
}

const even = (cells: number) => cells - (cells % 2)

const isAlike = (now: Cells, before: Cells) => now.columns === before.columns && now.rows === before.rows

/** How much each cell changed beyond what all did. */
function changesOf({ means: now }: Cells, { means: before }: Cells): Float32Array {
  let exposure = 0
  for (let at = 0; at < now.length; at++) exposure += (now[at] ?? 0) - (before[at] ?? 0)
  exposure /= now.length
  return now.map((mean, at) => Math.abs(mean - (before[at] ?? 0) - exposure))
}
