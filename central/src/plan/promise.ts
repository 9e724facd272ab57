import type { CheckedPromise } from '@archway/shared/api/plan'
import type { Installation } from './installation.ts'
import { named } from './words.ts'

export { count, named } from './words.ts'

/** What was found of one promise. */
export type Finding = Pick<CheckedPromise, 'verdict' | 'evidence'>

/** One row of the plan's promises, by its number there. */
export interface PromiseRow {
  readonly number: number
  readonly promise: string
  readonly look: (installation: Installation) => Finding | Promise<Finding>
}

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
