import type { Corners } from '@archway/shared/read'

/** Another cut of a plate: growth of its width and of its height, and how far its upper edge is pushed against its lower one. */
interface Cut {
  readonly wider: number
  readonly higher: number
  readonly slant: number
}

/**
 * Corners are found to a few percent of the plate, and what the reader makes of a doubtful plate hangs on them: so it
 * looks again from other corners that might as well have been found. The list is Python's `looks.CUTS`, where it was
 * chosen: smaller, larger, slanted to either side.
 */
const CUTS: readonly Cut[] = [
  { wider: -0.03, higher: -0.06, slant: 0 },
  { wider: 0.03, higher: 0.06, slant: 0 },
  { wider: 0, higher: 0, slant: 0.02 },
  { wider: 0, higher: 0, slant: -0.02 },
]

/** The corners of the other cuts of a plate. */
export const recutsOf = (corners: Corners): Corners[] => CUTS.map((cut) => recut(corners, cut))

function recut([tl, tr, br, bl]: Corners, { wider, higher, slant }: Cut): Corners {
  // Half of the plate's width and half of its height, as ways in the picture.
  const right = [(tr[0] - tl[0] + br[0] - bl[0]) / 4, (tr[1] - tl[1] + br[1] - bl[1]) / 4] as const
  const down = [(bl[0] - tl[0] + br[0] - tr[0]) / 4, (bl[1] - tl[1] + br[1] - tr[1]) / 4] as const
  const moved = ([x, y]: readonly [number, number], side: number, end: number): [number, number] => {
    const across = side * wider - 2 * end * slant
    const along = end * higher
    return [x + right[0] * across + down[0] * along, y + right[1] * across + down[1] * along]
  }
  return [moved(tl, -1, -1), moved(tr, 1, -1), moved(br, 1, 1), moved(bl, -1, 1)]
}
