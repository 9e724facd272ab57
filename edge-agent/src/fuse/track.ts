import type { Corners } from '@archway/shared/read'
import { align } from '../read/characters.ts'
import { agreement, type Posterior } from './posterior.ts'
import type { Sight } from './sight.ts'

/** One plate as one camera follows it from frame to frame. Pixels and milliseconds. */
export interface Track {
  readonly id: number
  readonly camera: string
  /** The passing that it is part of. */
  readonly passing: number
  readonly corners: Corners
  /** Of the plate's centre, pixels a millisecond. */
  readonly velocity: readonly [number, number]
  readonly lastAt: number
  /** Where the plate stood at a time, from which it has hardly moved since. */
  readonly rest: { readonly corners: Corners; readonly since: number }
}

/** Within so many plate widths of where it should be, a plate is taken for the same unless its text objects. */
const NEAR = 1.2
/** Up to so many plate widths, the text must agree as well: few frames a second, or a fast vehicle. */
const FAR = 8
const FAR_AGREEMENT = 0.02
/**
 * Both at least so sure, with less in common than this and at least every other character different: another
 * plate, however near. A plate cut off by the edge of the frame differs too, but by few characters.
 */
const SURE = 0.5
const OBJECTION = 1e-3
const OBJECTION_CHANGES = 0.5
/** A plate does not grow or shrink by more than this factor between two sights. */
const GROWTH = 2
/** How many plate widths a perfect agreement of text is worth against distance. */
const TEXT_WORTH = 2
/** A plate that has moved so many plate widths is no longer where it rested. */
const RESTS = 0.5
/** Share of the newest motion in a track's velocity. */
const NEWEST = 0.6

export function centreOf(corners: Corners): [number, number] {
  const x = corners.reduce((sum, corner) => sum + corner[0], 0) / 4
  const y = corners.reduce((sum, corner) => sum + corner[1], 0) / 4
  return [x, y]
}

export const widthOf = ([a, b, c, d]: Corners): number =>
  Math.max(1, (Math.hypot(b[0] - a[0], b[1] - a[1]) + Math.hypot(c[0] - d[0], c[1] - d[1])) / 2)

/**
 * Gives each sight of one frame to at most one track and each track at most one sight, dearest pairs last.
 * Distance is from where the track's motion says the plate should be now; text is what tells two plates
 * apart that cross.
 *
 * @param tracks of this camera
 * @param textOf what the track's passing says so far
 * @returns the track's index by sight, null for a sight that begins a new track
 */
export function associate(
  tracks: readonly Track[],
  sights: readonly Sight[],
  capturedAt: number,
  textOf: (track: Track) => Posterior,
): (number | null)[] {
  const pairs = tracks.flatMap((track, trackIndex) =>
    sights.map((sight, sightIndex) => ({
      trackIndex,
      sightIndex,
      cost: costOf(track, sight, capturedAt, textOf(track)),
    })),
  )
  pairs.sort((a, b) => a.cost - b.cost)
  const given: (number | null)[] = sights.map(() => null)
  const taken = new Set<number>()
  for (const { trackIndex, sightIndex, cost } of pairs) {
    if (cost === Infinity || taken.has(trackIndex) || given[sightIndex] !== null) continue
    given[sightIndex] = trackIndex
    taken.add(trackIndex)
  }
  return given
}

function costOf(track: Track, sight: Sight, capturedAt: number, text: Posterior): number {
  const seen = sight.detection.corners
  const grown = widthOf(seen) / widthOf(track.corners)
  if (grown > GROWTH || grown < 1 / GROWTH) return Infinity
  const [x, y] = predictedCentre(track, capturedAt)
  const [seenX, seenY] = centreOf(seen)
  const distance = Math.hypot(seenX - x, seenY - y) / Math.max(widthOf(seen), widthOf(track.corners))
  if (distance > FAR) return Infinity

  const texts = sight.hypotheses.map((hypothesis) => hypothesis.text)
  const agrees = agreement(text.candidates, { texts, say: (one) => sight.probabilityOf(one) })
  if (agrees < OBJECTION && objects(sight, text)) return Infinity
  if (distance > NEAR && agrees < FAR_AGREEMENT) return Infinity
  return distance + TEXT_WORTH * (1 - agrees)
}

function objects(sight: Sight, text: Posterior): boolean {
  const [mine] = text.candidates
  const [theirs] = sight.hypotheses
  if (!mine || !theirs || mine.probability < SURE || sight.legibility < SURE) return false
  const kept = align(mine.text, theirs.text).filter((char, index) => char === mine.text[index]).length
  return 1 - kept / Math.max(mine.text.length, theirs.text.length) >= OBJECTION_CHANGES
}

function predictedCentre(track: Track, capturedAt: number): [number, number] {
  const [x, y] = centreOf(track.corners)
  const elapsed = capturedAt - track.lastAt
  return [x + track.velocity[0] * elapsed, y + track.velocity[1] * elapsed]
}

/** The track after one more sight. */
export function follow(track: Track, sight: Sight): Track {
  const [fromX, fromY] = centreOf(track.corners)
  const [toX, toY] = centreOf(sight.detection.corners)
  const elapsed = sight.capturedAt - track.lastAt
  const [vx, vy] = track.velocity
  const velocity: [number, number] =
    elapsed > 0
      ? [vx + NEWEST * ((toX - fromX) / elapsed - vx), vy + NEWEST * ((toY - fromY) / elapsed - vy)]
      : [vx, vy]
  const { corners } = sight.detection
  const [restX, restY] = centreOf(track.rest.corners)
  const moved = Math.hypot(toX - restX, toY - restY) / widthOf(corners)
  const rest = moved < RESTS ? track.rest : { corners, since: sight.capturedAt }
  return { ...track, corners, velocity, lastAt: sight.capturedAt, rest }
}
