import type { Ground, SearchOrder } from '@archway/shared/api/search'
import { type PlatePattern, readPattern } from '@archway/shared/plate-pattern'
import type { Registry } from '../fleet/registry.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import { groundsOf } from './grounds.ts'
import { SearchRefused } from './refusals.ts'
import { unitsOfPlace } from './units-of-place.ts'

/** An order as it will be looked for. */
export interface PlannedSearch {
  readonly order: SearchOrder
  /** Null: any plate. */
  readonly pattern: PlatePattern | null
  /** Null: every unit. */
  readonly devices: readonly string[] | null
  /** What a supervisor must release. */
  readonly grounds: readonly Ground[]
}

/** Plans orders by the policy and the units of the moment. Throws `SearchRefused` for one that cannot be looked for. */
export const searchPlanner =
  ({
    registry,
    policyBook,
  }: {
    readonly registry: Pick<Registry, 'unit' | 'units'>
    readonly policyBook: Pick<PolicyBook, 'current'>
  }) =>
  (order: SearchOrder): PlannedSearch => {
    const pattern = order.plate === null ? null : readPattern(order.plate)
    if (pattern && !pattern.ok) throw new SearchRefused(422, `plate: ${pattern.error}`)
    const devices = unitsOfPlace(order.place, registry)
    if (!devices.ok) throw new SearchRefused(422, devices.error)
    const scope = { devices: devices.value, allUnits: registry.units().length }
    const hours = policyBook.current().policy.search.broadWindowHours
    const grounds = groundsOf(order, pattern?.value ?? null, scope, hours)
    return { order, pattern: pattern?.value ?? null, devices: devices.value, grounds }
  }
