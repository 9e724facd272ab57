import { foldPlate } from '@archway/shared/plate'
import type { Frame, Pixels } from '../../edge-agent/src/capture/frame-source.ts'
import { flush, fuse } from '../../edge-agent/src/fuse/fuse.ts'
import type { Posterior } from '../../edge-agent/src/fuse/posterior.ts'
import { FUSE_DEFAULTS } from '../../edge-agent/src/fuse/settings.ts'
import { NOTHING_SEEN } from '../../edge-agent/src/fuse/state.ts'
import type { Look } from '../../edge-agent/src/vision/vision.ts'

/** What a passing, or one of its angles alone, says and whether it is so. */
export interface Said {
  readonly exact: boolean
  readonly folded: boolean
  /** Mass of every string that equals the text when O and I are folded to 0 and 1. */
  readonly foldedProbability: number
}

/** One picture as an angle's only look. */
export interface AngleLook {
  readonly pixels: Pixels
  readonly look: Look
}

/** Between the two cameras' looks, in milliseconds: what lies between a vehicle's front and its rear. */
const APART = 300

/**
 * Runs one look an angle through the agent's fusion, as one vehicle passing the cameras.
 *
 * @returns the likeliest Read, and how many there were: 2 where fusion took the looks for two plates
 */
export function passing(looks: readonly AngleLook[], truth: string): { said: Said; reads: number } {
  let state = NOTHING_SEEN
  const closed: Posterior[] = []
  for (const [index, { look, pixels }] of looks.entries()) {
    const frame: Frame = {
      camera: `angle-${index + 1}`,
      angle: index === 0 ? 1 : 2,
      sequence: 0,
      capturedAt: index * APART,
      pixels,
    }
    const seen = { frame, width: look.width, height: look.height }
    const step = fuse(state, seen, look.glimpses, FUSE_DEFAULTS)
    state = step.state
    closed.push(...step.closed.map(({ posterior }) => posterior))
  }
  closed.push(...flush(state, FUSE_DEFAULTS).closed.map(({ posterior }) => posterior))
  closed.sort((a, b) => (b.candidates[0]?.probability ?? 0) - (a.candidates[0]?.probability ?? 0))
  return { said: saidBy(closed[0], truth), reads: closed.length }
}

function saidBy(posterior: Posterior | undefined, truth: string): Said {
  const candidates = posterior?.candidates ?? []
  const text = candidates[0]?.text ?? ''
  const alike = candidates.filter((candidate) => foldPlate(candidate.text) === foldPlate(text))
  return {
    exact: text === truth,
    folded: foldPlate(text) === foldPlate(truth),
    foldedProbability: Math.min(
      1,
      alike.reduce((sum, { probability }) => sum + probability, 0),
    ),
  }
}
