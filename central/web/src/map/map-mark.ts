import type { AlertView, PlaceView, UnitView } from '@archway/shared/api'
import type { Place } from './local-plane.ts'

/** A registered unit's place on the map. Vehicles have none: their places are never kept. */
export interface MapMark extends Place {
  readonly id: string
  readonly name: string
  readonly online: boolean
}

export const marksOf = (units: readonly UnitView[]): MapMark[] =>
  units.flatMap((unit) =>
    unit.place
      ? [
          {
            id: unit.id,
            name: unit.name,
            lat: unit.place.lat,
            lon: unit.place.lon,
            online: unit.state === 'online',
          },
        ]
      : [],
  )

/** Where the place comes from, in words. */
export function basisOf(place: PlaceView, device: AlertView['device']): string {
  const accuracy = place.accuracyMetres === null ? '' : `, ± ${Math.round(place.accuracyMetres / 0.3048)} ft`
  return place.basis === 'registry'
    ? `Registered place of the fixed unit ${device.name}`
    : `GPS of ${device.name} at the hit${accuracy}`
}

/** `38.62471, -90.18480`: five decimals are about a metre. */
export const coordinates = (place: Place): string => `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`
