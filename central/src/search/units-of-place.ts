import type { SearchPlace } from '@archway/shared/api/search'
import type { DeviceId } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import type { Registry } from '../fleet/registry.ts'

const EARTH_METRES = 6_371_000

/**
 * The units that a search is limited to. A place that no unit is at is refused: an empty answer would look as if
 * nobody had passed.
 */
export function unitsOfPlace(
  place: SearchPlace | null,
  registry: Pick<Registry, 'unit' | 'units'>,
): Result<readonly DeviceId[] | null, string> {
  if (place === null) return ok(null)
  if ('units' in place) {
    const unknown = place.units.filter((id) => !registry.unit(id))
    return unknown.length > 0
      ? fail(`There is no unit ${unknown.slice(0, 5).join(', ')}.`)
      : ok([...new Set(place.units)])
  }
  const { metres, ...centre } = place.near
  const near = registry.units().filter((unit) => unit.place && distance(centre, unit.place) <= metres)
  if (near.length === 0) return fail(`No fixed unit stands within ${metres} metres of that point.`)
  return ok(near.map(({ id }) => id))
}

interface Point {
  readonly lat: number
  readonly lon: number
}

/** Metres along the great circle; degrees, WGS 84. */
function distance(a: Point, b: Point): number {
  const rad = Math.PI / 180
  const half = (angle: number) => Math.sin((angle * rad) / 2) ** 2
  const h = half(b.lat - a.lat) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half(b.lon - a.lon)
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h)))
}
