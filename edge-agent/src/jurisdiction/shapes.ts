import { foldPlate } from '@archway/shared/plate'
import type { Candidate } from '@archway/shared/read'

/** Candidates by what they look like: O and 0, I and 1 are one shape on many dies. */
export function shapesOf(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const shapes = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const shape = foldPlate(candidate.text)
    const alike = shapes.get(shape)
    if (alike) alike.push(candidate)
    else shapes.set(shape, [candidate])
  }
  return [...shapes.values()]
}

export const massOf = (candidates: readonly Candidate[]): number =>
  candidates.reduce((sum, { probability }) => sum + probability, 0)
