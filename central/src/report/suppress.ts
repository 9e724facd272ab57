/** Counts from one to this are kept back where they are told by district. */
export const FEW = 4

/**
 * Keeps small counts of one column back, so that a report does not point to the one car that was stopped in a small
 * district. The whole is told elsewhere; so that no count follows from it by subtraction, a second one, the smallest
 * that is left, goes with a count that would be kept back alone.
 * @returns null in the place of each count that is kept back
 */
export function withoutFew(counts: readonly number[]): (number | null)[] {
  const shown: (number | null)[] = counts.map((n) => (n >= 1 && n <= FEW ? null : n))
  if (shown.filter((n) => n === null).length !== 1) return shown
  const left = shown.flatMap((n) => (n === null || n === 0 ? [] : [n]))
  // Where nothing else was counted, a zero elsewhere would not hide it: the whole is the small count itself.
  const smallest = left.length > 0 ? Math.min(...left) : null
  const at = shown.indexOf(smallest ?? 0)
  if (at >= 0) shown[at] = null
  return shown
}
