import type { AlertView, PlaceView, UnitView } from '@archway/shared/api'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Facts, Panel } from '../alert/panel.tsx'
import { useWorkplace } from '../workplace.ts'
import { CoordinateGrid } from './coordinate-grid.tsx'
import { findBaseMap } from './find-base-map.ts'
import { MapBoundary } from './map-boundary.tsx'
import { basisOf, coordinates, type MapMark, marksOf } from './map-mark.ts'
import './place-panel.css'

// The map library is large and needs WebGL: it is loaded only where there is a base map to draw.
const BaseMap = lazy(() => import('./base-map.tsx'))

/** Where the hit was, as far as it is known, and how it is known. */
export function PlacePanel({ alert, units }: { alert: AlertView; units: readonly UnitView[] }) {
  if (!alert.place) {
    return (
      <Panel title="Place">
        <p>No place is known for this hit.</p>
        <Facts
          rows={[
            ['Unit', alert.device.name],
            [
              'Why',
              alert.device.kind === 'vehicle'
                ? 'The vehicle had no GPS fix at the hit. Ask its crew by radio.'
                : 'The unit has no place in the registry. Tell the administrator.',
            ],
          ]}
        />
      </Panel>
    )
  }
  return (
    <Panel title="Place">
      <p className="place-label">{alert.place.label ?? 'No street name known'}</p>
      <PlaceMap place={alert.place} marks={marksOf(units).filter((mark) => mark.id !== alert.device.id)} />
      <Facts
        rows={[
          ['Basis', basisOf(alert.place, alert.device)],
          ['Coordinates', coordinates(alert.place)],
        ]}
      />
    </Panel>
  )
}

function PlaceMap({ place, marks }: { place: PlaceView; marks: readonly MapMark[] }) {
  const { fetch } = useWorkplace()
  const found = useQuery({
    queryKey: ['base-map'],
    queryFn: () => findBaseMap(fetch),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const grid = (note: string) => <CoordinateGrid place={place} marks={marks} note={note} />
  if (found.isPending) return grid('Looking for a base map…')
  if (found.isError) return grid('The base map could not be asked for: the server did not answer.')
  if (found.data === 'absent') return grid('No base map is installed on the server.')
  if (found.data === 'broken') {
    return grid("The server's base map cannot be read: it must be a PMTiles file, served in ranges.")
  }
  return (
    <MapBoundary
      fallback={(why) => grid(`The map could not start on this workstation (${why}). Coordinates are shown.`)}
    >
      <Suspense fallback={grid('Loading the map…')}>
        <BaseMap place={place} marks={marks} />
      </Suspense>
    </MapBoundary>
  )
}
