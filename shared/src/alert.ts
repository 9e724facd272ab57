import { z } from 'zod'
import type { Entry } from './hotlist.ts'
import type { Match } from './match.ts'
import type { Policy } from './policy.ts'
import type { Read } from './read.ts'

export const Grade = z.enum(['actionable', 'look-only'])
export type Grade = z.infer<typeof Grade>

/** Why an alert is no more than "look only". Every reason is shown to the person who sees it. */
export const Doubt = z.enum([
  'low-probability',
  'letter-or-digit',
  'state-unknown',
  'state-differs',
  'list-stale',
  'angle-missing',
  'category-in-review',
  'past-hit',
  'camera-quarantined',
  'uncalibrated',
])
export type Doubt = z.infer<typeof Doubt>

/**
 * How the model of a Read begins that was converted from another maker's words: what they call confidence is no
 * probability that anybody has measured.
 */
export const FOREIGN_MODEL = 'foreign:'

/** Below this the state is not taken as read: abstain rather than guess. */
const STATE_PROBABILITY = 0.8

/**
 * Grades a Hit. "Actionable" needs an exact string that is probable enough, a state that agrees and a fresh
 * list; anything less is "look only", with each doubt named. A missing second angle is named too, but does
 * not by itself lower the grade: the posterior already is less sure for it.
 */
export function gradeHit(
  read: Pick<Read, 'jurisdiction' | 'views'> & { readonly model?: string },
  found: Pick<Match, 'probability' | 'exact'>,
  entry: Pick<Entry, 'jurisdiction' | 'category'>,
  list: { sourceAt: number },
  policy: Policy,
  nowMs: number,
): { grade: Grade; doubts: Doubt[] } {
  const lowering: Doubt[] = []
  if (found.probability < policy.alerts.actionableProbability) lowering.push('low-probability')
  if (found.exact < found.probability * 0.5 || found.exact === 0) lowering.push('letter-or-digit')
  const state = stateDoubt(read.jurisdiction, entry.jurisdiction)
  if (state) lowering.push(state)
  if (read.model?.startsWith(FOREIGN_MODEL)) lowering.push('uncalibrated')
  if (nowMs - list.sourceAt > policy.alerts.listAgeHours * 3_600_000) lowering.push('list-stale')
  if (policy.alerts.categories[entry.category] !== 'allow') lowering.push('category-in-review')
  const doubts: Doubt[] = read.views.length < 2 ? [...lowering, 'angle-missing'] : lowering
  return { grade: lowering.length === 0 ? 'actionable' : 'look-only', doubts }
}

function stateDoubt(read: Read['jurisdiction'], entry: Entry['jurisdiction']): Doubt | null {
  if (entry === null || read === null || read.probability < STATE_PROBABILITY) return 'state-unknown'
  return read.code === entry ? null : 'state-differs'
}

/**
 * Doubts that say nothing of what was read or of which plate is listed, and so may be shown to somebody who has yet
 * to type the plate from the images.
 */
export const BLIND_DOUBTS: readonly Doubt[] = [
  'list-stale',
  'angle-missing',
  'category-in-review',
  'past-hit',
  'camera-quarantined',
  'uncalibrated',
]

/**
 * What an alert came to, in a person's words. `correct`: it was the wanted vehicle's plate. `not-actionable`: true or
 * not, nothing could be done with it; no error of a camera.
 */
export const Disposition = z.enum(['correct', 'wrong-state', 'misread', 'not-actionable'])
export type Disposition = z.infer<typeof Disposition>

/** An alert's life. A person moves it; nothing but a person ever verifies one. */
export const AlertState = z.enum(['raised', 'acknowledged', 'verified', 'dismissed', 'closed'])
export type AlertState = z.infer<typeof AlertState>

const NEXT: Record<AlertState, readonly AlertState[]> = {
  raised: ['acknowledged'],
  acknowledged: ['verified', 'dismissed'],
  verified: ['closed'],
  dismissed: ['closed'],
  closed: [],
}

export const mayBecome = (from: AlertState, to: AlertState): boolean => NEXT[from].includes(to)
