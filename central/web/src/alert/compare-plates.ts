import type { PlateText } from '@archway/shared/plate'

/**
 * How a read differs from an entry, position by position (0-based). Null: the lengths differ, so that
 * positions cannot be compared and the whole plate must be.
 */
export function differingPositions(read: PlateText, entry: PlateText): ReadonlySet<number> | null {
  if (read.length !== entry.length) return null
  return new Set([...read].flatMap((char, index) => (char === entry[index] ? [] : [index])))
}
