import { ALPHABET } from '@archway/shared/plate'
import type { Angle, Corners } from '@archway/shared/read'
import type { Frame } from '../capture/frame-source.ts'
import { latticeOf } from '../read/lattice.fixture.ts'
import type { Glimpse, Lattice } from '../read/reader.ts'
import { flush, fuse } from './fuse.ts'
import type { Passing } from './passing.ts'
import { FUSE_DEFAULTS, type FuseSettings } from './settings.ts'
import { type FuseState, NOTHING_SEEN, type Outcomes } from './state.ts'

export const START = Date.UTC(2026, 10, 24, 12)

/**
 * A reader's answer for `text`: each character on its own column with `certainty`, the rest on what is given
 * for its place in `doubts` or, without that, spread evenly.
 */
export function says(text: string, certainty = 0.99, doubts: Readonly<Record<number, string>> = {}): Lattice {
  const columns = Array.from(text, (char, index) => [
    BLANK_COLUMN,
    characterColumn(char, certainty, doubts[index]),
  ])
  return latticeOf([...columns.flat(), BLANK_COLUMN], 1e-7)
}

const BLANK_COLUMN = { '-': 0.998 }

function characterColumn(char: string, certainty: number, doubt: string | undefined): Record<string, number> {
  if (doubt) return { [char]: certainty, [doubt]: 1 - certainty }
  const spread = (1 - certainty) / (ALPHABET.length - 1)
  return Object.fromEntries(Array.from(ALPHABET, (each) => [each, each === char ? certainty : spread]))
}

export const at = (x: number, y: number, width = 100): Corners => [
  [x, y],
  [x + width, y],
  [x + width, y + width / 2],
  [x, y + width / 2],
]

export const glimpse = (lattice: Lattice, corners: Corners): Glimpse => ({
  detection: { corners, probability: 0.97 },
  lattice,
  jurisdiction: null,
})

export interface Moment {
  readonly camera: Angle
  /** Milliseconds after START. */
  readonly at: number
  readonly glimpses: readonly Glimpse[]
}

const frameOf = (moment: Moment, sequence: number): Frame => ({
  camera: `camera-${moment.camera}`,
  angle: moment.camera,
  sequence,
  capturedAt: START + moment.at,
  pixels: { kind: 'encoded', bytes: new Uint8Array([moment.camera, sequence % 256]) },
})

/** Runs moments, in the order given, through fusion, and flushes. */
export function drive(moments: readonly Moment[], settings: FuseSettings = FUSE_DEFAULTS) {
  let state: FuseState = NOTHING_SEEN
  const reads: { passing: Passing; closedAt: number }[] = []
  const outcomes = { contributed: 0, absorbed: 0, unreadable: 0 }
  const count = (more: Outcomes) => {
    outcomes.contributed += more.contributed
    outcomes.absorbed += more.absorbed
    outcomes.unreadable += more.unreadable
  }
  for (const [sequence, moment] of moments.entries()) {
    const seen = { frame: frameOf(moment, sequence), width: 1280, height: 720 }
    const step = fuse(state, seen, moment.glimpses, settings)
    state = step.state
    count(step.outcomes)
    for (const passing of step.closed) reads.push({ passing, closedAt: moment.at })
  }
  const last = flush(state, settings)
  count(last.outcomes)
  for (const passing of last.closed) reads.push({ passing, closedAt: Infinity })
  return { reads, outcomes, state: last.state }
}

export const textsOf = (reads: readonly { passing: Passing }[]) =>
  reads.map(({ passing }) => passing.posterior.candidates[0]?.text)

/** A vehicle that drives through one camera's picture from left to right, a frame every `every` ms. */
export function through(
  camera: Angle,
  text: string,
  options: {
    from?: number
    until?: number
    every?: number
    y?: number
    speed?: number
    certainty?: number
  } = {},
): Moment[] {
  const { from = 0, until = 1500, every = 100, y = 300, speed = 0.4, certainty = 0.9 } = options
  const moments: Moment[] = []
  for (let time = from; time <= until; time += every) {
    const corners = at(100 + (time - from) * speed, y)
    moments.push({ camera, at: time, glimpses: [glimpse(says(text, certainty), corners)] })
  }
  return moments
}

export const inOrder = (...several: readonly (readonly Moment[])[]): Moment[] =>
  several.flat().sort((a, b) => a.at - b.at || a.camera - b.camera)

/** Frames of an empty road. */
export const empty = (camera: Angle, from: number, until: number, every = 100): Moment[] =>
  Array.from({ length: Math.floor((until - from) / every) + 1 }, (_, index) => ({
    camera,
    at: from + index * every,
    glimpses: [],
  }))
