import type { Glimpse } from '../read/reader.ts'
import { closeDue, closeWhere, forgetLostTracks, isGone } from './closing.ts'
import {
  absorb,
  beginPassing,
  type Closed,
  joinPassings,
  type Passing,
  type SeenFrame,
  samePassing,
} from './passing.ts'
import type { FuseSettings } from './settings.ts'
import { type Sight, sightOf } from './sight.ts'
import { type Draft, draftOf, type FuseState, passTime, type Step } from './state.ts'
import { associate, centreOf, follow, type Track, widthOf } from './track.ts'

/** Two detections whose centres are closer than this, in plate widths, are one plate found twice. */
const TWICE = 0.4
/** A vehicle whose plate rests for so long is parked, or in a queue. */
const STILL_MS = 3000

/** One frame of one camera with what was read in it, into what is known so far. */
export function fuse(
  state: FuseState,
  seen: SeenFrame,
  glimpses: readonly Glimpse[],
  settings: FuseSettings,
): Step {
  const { camera, capturedAt } = seen.frame
  const sights = once(glimpses.map((glimpse) => sightOf(glimpse, capturedAt)))
  const draft = draftOf(passTime(state, [camera], capturedAt))
  let absorbed = glimpses.length - sights.length
  forgetLostTracks(draft, settings)

  const mine = draft.tracks.filter((track) => track.camera === camera)
  const given = associate(mine, sights, capturedAt, (track) => textOf(draft, track))
  for (const [index, sight] of sights.entries()) {
    const trackIndex = given[index] ?? null
    const track = trackIndex === null ? undefined : mine[trackIndex]
    if (!track) sightedFirst(draft, sight, seen)
    else if (!sightedAgain(draft, track, sight, seen)) absorbed += 1
  }
  absorbed += joinSame(draft, settings, (passing) => isGone(draft, passing))
  return closeDue(draft, settings, absorbed)
}

/**
 * Lets time pass without a frame, so that a camera that stopped does not hold its last Reads back.
 * @param until on the clock of the frames, and so far behind it that no frame of before is still being read
 */
export function letTimePass(state: FuseState, until: number, settings: FuseSettings): Step {
  const draft = draftOf(passTime(state, [...state.watermarks.keys()], until))
  forgetLostTracks(draft, settings)
  return closeDue(
    draft,
    settings,
    joinSame(draft, settings, (passing) => isGone(draft, passing)),
  )
}

/** Closes whatever is open: the end of a replay, or of the program. */
export function flush(state: FuseState, settings: FuseSettings): Step {
  const draft = draftOf(state)
  const absorbed = joinSame(draft, settings, () => true)
  return closeWhere(draft, settings, () => true, absorbed)
}

/** Of detections on top of each other, the most legible. */
function once(sights: readonly Sight[]): Sight[] {
  const kept: Sight[] = []
  for (const sight of [...sights].sort((a, b) => b.legibility - a.legibility)) {
    if (!kept.some((other) => distance(sight, other) < TWICE)) kept.push(sight)
  }
  return kept
}

function distance({ detection: one }: Sight, { detection: other }: Sight): number {
  const [x, y] = centreOf(one.corners)
  const [otherX, otherY] = centreOf(other.corners)
  return Math.hypot(x - otherX, y - otherY) / Math.max(widthOf(one.corners), widthOf(other.corners))
}

const textOf = (draft: Draft, track: Track) =>
  (draft.open.get(track.passing) ?? draft.closed.get(track.passing))?.posterior ?? {
    candidates: [],
    tail: 1,
  }

/** @returns false when the plate's Read is closed already, so that the sight adds nothing to it */
function sightedAgain(draft: Draft, track: Track, sight: Sight, seen: SeenFrame): boolean {
  const moved = follow(track, sight)
  draft.tracks = draft.tracks.map((other) => (other === track ? moved : other))
  const open = draft.open.get(track.passing)
  if (open) draft.open.set(open.id, joinPassings(open, beginPassing(open.id, sight, seen)))
  const closed = draft.closed.get(track.passing)
  if (closed) draft.closed.set(closed.id, absorb(closed, track.camera, sight.capturedAt, isStill(moved)))
  return open !== undefined
}

function sightedFirst(draft: Draft, sight: Sight, seen: SeenFrame): void {
  const id = draft.nextId++
  const { camera } = seen.frame
  const { corners } = sight.detection
  const at = sight.capturedAt
  draft.tracks.push({
    id,
    camera,
    passing: id,
    corners,
    velocity: [0, 0],
    lastAt: at,
    rest: { corners, since: at },
  })
  draft.open.set(id, beginPassing(id, sight, seen))
}

const isStill = (track: Track) => track.lastAt - track.rest.since >= STILL_MS

/**
 * Finds passings that are one: the two cameras' views of a vehicle, a plate that was hidden for a moment, and
 * a plate that was seen again after its Read closed. The pair that agrees best goes first, because the next
 * best may be a neighbour's.
 *
 * @param isOver whether no camera follows the plate of a passing any more
 * @returns how many sights a closed passing absorbed
 */
function joinSame(draft: Draft, settings: FuseSettings, isOver: (passing: Passing) => boolean): number {
  let absorbed = 0
  for (;;) {
    const found = bestPair(draft, settings, isOver)
    if (!found) return absorbed
    const { older, newer } = found
    draft.open.delete(newer.id)
    if ('still' in older) {
      let grown = older
      for (const view of newer.views) {
        grown = absorb(
          absorb(grown, view.camera, view.firstAt, older.still),
          view.camera,
          view.lastAt,
          older.still,
        )
        absorbed += view.count
      }
      draft.closed.set(older.id, grown)
    } else draft.open.set(older.id, joinPassings(older, newer))
    draft.tracks = draft.tracks.map((track) =>
      track.passing === newer.id ? { ...track, passing: older.id } : track,
    )
  }
}

function bestPair(draft: Draft, settings: FuseSettings, isOver: (passing: Passing) => boolean) {
  let best: { older: Passing | Closed; newer: Passing; agrees: number } | null = null
  for (const newer of draft.open.values()) {
    for (const older of [...draft.closed.values(), ...draft.open.values()]) {
      if (older.id >= newer.id) continue
      const agrees = samePassing(older, newer, settings, isOver)
      if (agrees !== null && (!best || agrees > best.agrees)) best = { older, newer, agrees }
    }
  }
  return best
}
