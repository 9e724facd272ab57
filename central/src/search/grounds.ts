import type { Ground, SearchOrder } from '@archway/shared/api/search'
import type { DeviceId } from '@archway/shared/id'
import { knownCharacters, type PlatePattern } from '@archway/shared/plate-pattern'

/** With fewer known characters a pattern tells no plate: it asks who passed. */
export const LEAST_KNOWN = 3

const HOUR_MS = 3_600_000

/**
 * What makes a search one that a supervisor must release (promise 12). A search for a plate is none, however long
 * its time; one without a plate asks who was there.
 * @param devices the units of its place; null: anywhere
 * @param allUnits how many units there are
 * @param broadWindowHours policy: so many hours at one unit, or half as many at two
 */
export function groundsOf(
  order: Pick<SearchOrder, 'place' | 'from' | 'until'>,
  pattern: PlatePattern | null,
  { devices, allUnits }: { readonly devices: readonly DeviceId[] | null; readonly allUnits: number },
  broadWindowHours: number,
): Ground[] {
  if (pattern !== null && knownCharacters(pattern) >= LEAST_KNOWN) return []
  const units = Math.max(1, devices?.length ?? allUnits)
  const unitHours = ((order.until - order.from) / HOUR_MS) * units
  // Everywhere is the widest place of all.
  const isSweep = units > 1 || (order.place !== null && 'near' in order.place)
  return [
    ...(unitHours > broadWindowHours ? (['no-plate'] as const) : []),
    ...(isSweep ? (['location-sweep'] as const) : []),
  ]
}
