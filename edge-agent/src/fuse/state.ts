import type { Closed, Passing } from './passing.ts'
import type { Track } from './track.ts'

/** Everything that fusion remembers between frames. A value: each step gives a new one. */
export interface FuseState {
  readonly nextId: number
  readonly tracks: readonly Track[]
  readonly open: readonly Passing[]
  readonly closed: readonly Closed[]
  /** The latest frame of each camera, and of all: time here is the time of the frames, never a clock. */
  readonly watermarks: ReadonlyMap<string, number>
  readonly now: number
}

/** What became of glimpses: each is counted once, in the step in which its end is known. None just vanishes. */
export interface Outcomes {
  /** Went into a Read. */
  readonly contributed: number
  /** Of a plate whose Read was closed already, or found twice in one frame. */
  readonly absorbed: number
  /** Of a passing that was given up because no look at it could be read. */
  readonly unreadable: number
}

export interface Step {
  readonly state: FuseState
  /** Passings that became Reads in this step; each is given exactly once. */
  readonly closed: readonly Passing[]
  readonly outcomes: Outcomes
}

export const NOTHING_SEEN: FuseState = {
  nextId: 1,
  tracks: [],
  open: [],
  closed: [],
  watermarks: new Map(),
  now: 0,
}

/** A state on the way to the next one, inside one step only. */
export interface Draft {
  readonly watermarks: ReadonlyMap<string, number>
  readonly now: number
  nextId: number
  tracks: Track[]
  readonly open: Map<number, Passing>
  readonly closed: Map<number, Closed>
}

export const draftOf = (state: FuseState): Draft => ({
  ...state,
  tracks: [...state.tracks],
  open: new Map(state.open.map((passing) => [passing.id, passing])),
  closed: new Map(state.closed.map((passing) => [passing.id, passing])),
})

export const settle = (draft: Draft): FuseState => ({
  ...draft,
  open: [...draft.open.values()],
  closed: [...draft.closed.values()],
})

export function passTime(state: FuseState, cameras: readonly string[], until: number): FuseState {
  const watermarks = new Map(state.watermarks)
  for (const camera of cameras) watermarks.set(camera, Math.max(until, watermarks.get(camera) ?? 0))
  return { ...state, watermarks, now: Math.max(state.now, until) }
}
