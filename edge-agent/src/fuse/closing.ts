import { closed, type Passing } from './passing.ts'
import type { FuseSettings } from './settings.ts'
import { type Draft, type Step, settle } from './state.ts'

export function forgetLostTracks(draft: Draft, settings: FuseSettings): void {
  draft.tracks = draft.tracks.filter(
    (track) => (draft.watermarks.get(track.camera) ?? 0) - track.lastAt <= settings.closing.lostMs,
  )
}

/** Whether no camera follows a passing's plate any more. */
export const isGone = (draft: Draft, passing: Passing): boolean =>
  !draft.tracks.some((track) => track.passing === passing.id)

/**
 * Turns into Reads what is due: sure enough, out of sight, or in view for too long. The rules and their
 * reasons: docs/fusion.md.
 */
export function closeDue(draft: Draft, settings: FuseSettings, absorbed: number): Step {
  const { closing, dwell } = settings
  const isDue = (passing: Passing) => {
    const age = draft.now - passing.firstAt
    const bothAngles = passing.views.length >= settings.angles
    const settled = draft.now - Math.max(...passing.views.map((view) => view.firstAt)) >= closing.settleMs
    const probability = passing.posterior.candidates[0]?.probability ?? 0
    if (probability >= closing.probability && (bothAngles ? settled : age >= closing.waitMs)) return true
    if (isGone(draft, passing)) return bothAngles || age >= closing.waitMs
    return age >= closing.longestMs && probability >= closing.leastProbability
  }
  const step = closeWhere(draft, settings, isDue, absorbed)
  const kept = step.state.closed.filter(
    (passing) => draft.now - passing.lastAt <= (passing.still ? dwell.parkedMs : dwell.absorbMs),
  )
  return { ...step, state: { ...step.state, closed: kept } }
}

export function closeWhere(
  draft: Draft,
  settings: FuseSettings,
  isDue: (passing: Passing) => boolean,
  absorbed: number,
): Step {
  const done: Passing[] = []
  let contributed = 0
  let unreadable = 0
  for (const passing of draft.open.values()) {
    if (!isDue(passing)) continue
    draft.open.delete(passing.id)
    const probability = passing.posterior.candidates[0]?.probability ?? 0
    const sights = passing.views.reduce((sum, view) => sum + view.count, 0)
    if (probability >= settings.closing.leastProbability) {
      contributed += sights
      done.push(passing)
      draft.closed.set(passing.id, closed(passing))
    } else unreadable += sights
  }
  return { state: settle(draft), closed: done, outcomes: { contributed, absorbed, unreadable } }
}
