import type { Location } from '@archway/shared/read'

/**
 * Where a vehicle unit is. Asked only for a Hit (Use Plan promise 13): nothing keeps or sends a place
 * otherwise. A fixed unit has no Locator: its place is in central's registry.
 */
export interface Locator {
  /** Where the unit was at a time, as far as it knows; null without a fix: a place is never guessed. */
  at(timeMs: number): Location | null
}
