import type { Angle } from '@archway/shared/read'
import type { Frame } from '../capture/frame-source.ts'
import { align } from '../read/characters.ts'
import { agreement, type Posterior, posteriorOf } from './posterior.ts'
import type { FuseSettings } from './settings.ts'
import type { Sight } from './sight.ts'

/** A Frame and the width and height of the picture that its corners refer to, in pixels. */
export interface SeenFrame {
  readonly frame: Frame
  readonly width: number
  readonly height: number
}

/** When one camera saw one plate. */
interface Span {
  readonly camera: string
  readonly firstAt: number
  readonly lastAt: number
}

/** What one camera has seen of one passing. Bounded: the most legible sights, and one frame. */
export interface View extends Span {
  readonly angle: Angle
  readonly sights: readonly Sight[]
  /** All sights, also those no longer held. */
  readonly count: number
  /** The most legible sight, and the frame that it was read from: the evidence. */
  readonly best: { readonly sight: Sight; readonly seen: SeenFrame }
}

/** What must be known of a passing to know it again. */
interface Trace {
  readonly id: number
  readonly posterior: Posterior
  readonly firstAt: number
  readonly lastAt: number
}

/** One plate going by, seen by one camera or both, not yet a Read. */
export interface Passing extends Trace {
  /** By angle. */
  readonly views: readonly View[]
}

/** A passing that became a Read: it takes in further sights of its plate, and holds no image. */
export interface Closed extends Trace {
  readonly views: readonly Span[]
  /** Whether its plate stands where it stood: a parked vehicle. */
  readonly still: boolean
}

const MAX_SIGHTS = 8
/** A text less probable than this is a poor look's: that it differs does not make it another plate's. */
const SURE = 0.9
/** The share of its characters that a poor look has in common with the other angle's text, at least (docs/fusion.md). */
const ALIKE = 0.5

export function beginPassing(id: number, sight: Sight, seen: SeenFrame): Passing {
  const { angle, camera, capturedAt } = seen.frame
  const best = { sight, seen }
  return passingOf(id, [
    { angle, camera, sights: [sight], count: 1, best, firstAt: capturedAt, lastAt: capturedAt },
  ])
}

const sureness = ({ posterior }: Trace) => posterior.candidates[0]?.probability ?? 0

/** Two open passings that are one; the older keeps its number. Also how one more sight is added. */
export const joinPassings = (older: Passing, newer: Passing): Passing =>
  passingOf(older.id, joinViews([...older.views, ...newer.views]))

/** Closing lets go of the images: from here on only the text and the times are needed. */
export const closed = ({ id, posterior, firstAt, lastAt, views }: Passing): Closed => ({
  id,
  posterior,
  firstAt,
  lastAt,
  views: views.map(({ camera, firstAt, lastAt }) => ({ camera, firstAt, lastAt })),
  still: false,
})

/** A closed passing whose plate was seen once more: when changes, what does not. */
export function absorb(passing: Closed, camera: string, at: number, still: boolean): Closed {
  const known = passing.views.some((view) => view.camera === camera)
  const views = known
    ? passing.views.map((view) =>
        view.camera === camera ? { ...view, lastAt: Math.max(view.lastAt, at) } : view,
      )
    : [...passing.views, { camera, firstAt: at, lastAt: at }]
  return { ...passing, views, lastAt: Math.max(passing.lastAt, at), still }
}

function passingOf(id: number, views: readonly View[]): Passing {
  const ordered = [...views].sort((a, b) => a.angle - b.angle)
  return {
    id,
    views: ordered,
    posterior: posteriorOf(ordered.map((view) => view.sights)),
    firstAt: Math.min(...ordered.map((view) => view.firstAt)),
    lastAt: Math.max(...ordered.map((view) => view.lastAt)),
  }
}

/** One view a camera; of equally legible sights the earlier, so that the order of arrival does not matter. */
function joinViews(views: readonly View[]): View[] {
  const byCamera = new Map<string, View>()
  for (const view of views) {
    const other = byCamera.get(view.camera)
    byCamera.set(view.camera, other ? joinView(other, view) : view)
  }
  return [...byCamera.values()]
}

const byLegibility = (a: Sight, b: Sight) => b.legibility - a.legibility || a.capturedAt - b.capturedAt

const joinView = (one: View, other: View): View => ({
  angle: one.angle,
  camera: one.camera,
  sights: [...one.sights, ...other.sights].sort(byLegibility).slice(0, MAX_SIGHTS),
  count: one.count + other.count,
  best: byLegibility(one.best.sight, other.best.sight) <= 0 ? one.best : other.best,
  firstAt: Math.min(one.firstAt, other.firstAt),
  lastAt: Math.max(one.lastAt, other.lastAt),
})

/**
 * Whether the newer passing is the older one seen again: by the other camera, after an obstacle, or after it
 * closed. Never when one camera saw both at the same time, and only when their distributions over strings
 * agree; or, of a poor look that is all that its angle had, when half of the characters do.
 *
 * @param isGone whether no camera follows the plate any more: what a poor look then says is all that it will ever say
 * @returns how well they agree, or null
 */
export function samePassing(
  older: Passing | Closed,
  newer: Passing,
  settings: FuseSettings,
  isGone: (passing: Passing) => boolean,
): number | null {
  for (const mine of older.views) {
    const theirs = newer.views.find((view) => view.camera === mine.camera)
    if (theirs && theirs.firstAt <= mine.lastAt && theirs.lastAt >= mine.firstAt) return null
  }
  const gap = Math.max(newer.firstAt - older.lastAt, older.firstAt - newer.lastAt)
  if (gap > allowedGap(older, settings)) return null
  const says = new Map(newer.posterior.candidates.map(({ text, probability }) => [text, probability]))
  const agrees = agreement(older.posterior.candidates, {
    texts: [...says.keys()],
    say: (text) => says.get(text) ?? 0,
  })
  if (agrees >= settings.pairing.agreement) return agrees
  const poor = sureness(older) < sureness(newer) ? older : newer
  const isLeftOver = !('still' in poor) && sureness(poor) < SURE && isGone(poor)
  if (!isLeftOver || gap > settings.pairing.windowMs) return null
  const alike = likeness(older, newer)
  // Below every pair that agrees, which is plainly the same plate.
  return alike >= ALIKE ? alike * settings.pairing.agreement : null
}

/** The share of characters that the texts of two angles have in common; 0 of one angle, which tracks tell apart. */
function likeness(older: Passing | Closed, newer: Passing): number {
  if (older.views.some((view) => newer.views.some(({ camera }) => camera === view.camera))) return 0
  const mine = older.posterior.candidates[0]?.text ?? ''
  const theirs = newer.posterior.candidates[0]?.text ?? ''
  const kept = align(mine, theirs).filter((char, index) => char === mine[index]).length
  return kept / Math.max(mine.length, theirs.length, 1)
}

function allowedGap(older: Passing | Closed, { pairing, dwell }: FuseSettings): number {
  if (!('still' in older)) return pairing.windowMs
  return older.still ? dwell.parkedMs : dwell.absorbMs
}
