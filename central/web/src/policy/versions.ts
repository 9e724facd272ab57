import type { PolicyVersions } from '@archway/shared/api/policy'
import { type Difference, differences } from './values.ts'

export type Version = PolicyVersions['versions'][number]

/** From when an approved version holds, if no later one does; milliseconds since 1970. */
export const holdsFrom = ({ decidedAt, proposedAt, notBefore }: Version): number =>
  Math.max(decidedAt ?? proposedAt, notBefore)

/** The version that was in force when this one was proposed, and that it was compared with. */
export const baseOf = (one: Version, versions: readonly Version[]): Version | undefined =>
  versions.findLast(
    (other) => other.n !== one.n && other.state === 'approved' && holdsFrom(other) <= one.proposedAt,
  )

/**
 * What a version changed or would change, in words; where no word says it, as the server wrote it down. Null: it
 * changed nothing, because it came first.
 */
export function changesOf(one: Version, versions: readonly Version[]): readonly Difference[] | null {
  const base = baseOf(one, versions)
  if (!base) return null
  const found = differences(base.policy, one.policy)
  return found.length > 0 ? found : one.changes.map((label) => ({ path: label, label, from: '', to: '' }))
}

/** The same, a line each. */
export const changeLines = (one: Version, versions: readonly Version[]): string[] =>
  (changesOf(one, versions) ?? []).map(({ label, from, to }) =>
    from === '' && to === '' ? label : `${label}: ${from} → ${to}`,
  )

/** What was said when it was decided, and by whom; null: nothing. */
export const saidText = ({ decidedBy, decisionNote, state }: Version): string | null =>
  decisionNote === null
    ? null
    : `${decidedBy}, when ${state === 'refused' ? 'refusing' : 'approving'} it: “${decisionNote}”`

/** Whoever put it in force, both persons. */
export function whoText({ proposedBy, decidedBy, state }: Version): string {
  // The profile with which the installation began had no two persons.
  if (decidedBy === null)
    return state === 'approved' ? 'It came with the installation' : `Proposed by ${proposedBy}`
  const decided = state === 'refused' ? 'refused' : 'approved'
  return `Proposed by ${proposedBy}, ${decided} by ${decidedBy}`
}
