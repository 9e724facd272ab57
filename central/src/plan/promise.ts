import type { CheckedPromise } from '@archway/shared/api/plan'
import type { Installation } from './installation.ts'

/** What was found of one promise. */
export type Finding = Pick<CheckedPromise, 'verdict' | 'evidence'>

/** One row of the plan's promises, by its number there. */
export interface PromiseRow {
  readonly number: number
  readonly promise: string
  readonly look: (installation: Installation) => Finding | Promise<Finding>
}

/** Longer lists are cut: a person needs the first few and the number. */
const MOST_NAMED = 5

export const named = (items: readonly string[]): string =>
  items.length <= MOST_NAMED
    ? items.join(', ')
    : `${items.slice(0, MOST_NAMED).join(', ')} and ${items.length - MOST_NAMED} more`

/**
 * The verdict over what was found.
 * @param faults each contradicts the promise
 * @param shown whether there was anything that could show it
 */
export function found(
  faults: readonly (string | null)[],
  shown: boolean,
  evidence: readonly (string | null)[],
): Finding {
  const broken = faults.filter((fault) => fault !== null)
  const seen = evidence.filter((fact) => fact !== null)
  if (broken.length > 0) return { verdict: 'broken', evidence: [...broken, ...seen] }
  return { verdict: shown ? 'kept' : 'not-shown', evidence: seen }
}

/** A fault that names what it is about; null where there is nothing. */
export const faultOf = (what: string, items: readonly string[]): string | null =>
  items.length > 0 ? `${what}: ${named(items)}` : null

/** `1 unit`, `3 units`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
