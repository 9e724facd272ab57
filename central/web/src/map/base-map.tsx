import type { PlaceView } from '@archway/shared/api'
import * as maplibre from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { PMTiles, Protocol } from 'pmtiles'
import { useEffect, useRef, useState } from 'react'
import { BASE_MAP_URL } from './find-base-map.ts'
import type { MapMark } from './map-mark.ts'
import { mapStyle } from './map-style.ts'
import './place-panel.css'

const STREETS = 15

// Once a page: the library knows protocols and its worker globally. The worker is a file of our own origin,
// so that the content policy needs no exception for it.
const archive = new PMTiles(new URL(BASE_MAP_URL, window.location.href).href)
const protocol = new Protocol({ metadata: true })
protocol.tiles.set(BASE_MAP_URL, archive)
maplibre.addProtocol('pmtiles', protocol.tile)
maplibre.setWorkerUrl(workerUrl)

/** The place on the installed base map. Throws while rendering when the map cannot start: see MapBoundary. */
export default function BaseMap({ place, marks }: { place: PlaceView; marks: readonly MapMark[] }) {
  const holder = useRef<HTMLDivElement>(null)
  const [failure, setFailure] = useState<Error | null>(null)
  const { lat, lon } = place
  const markKey = JSON.stringify(marks)

  useEffect(() => {
    const container = holder.current
    if (!container) return
    let map: maplibre.Map | null = null
    let gone = false
    void start()
    return () => {
      gone = true
      map?.remove()
    }

    async function start(): Promise<void> {
      try {
        const header = await archive.getHeader()
        const metadata = (await archive.getMetadata()) as { attribution?: unknown }
        if (gone || !container) return
        const attribution = typeof metadata.attribution === 'string' ? metadata.attribution : ''
        map = drawMap(container, mapStyle(header, attribution), { lat, lon }, JSON.parse(markKey))
      } catch (cause) {
        if (!gone) setFailure(cause instanceof Error ? cause : new Error(String(cause)))
      }
    }
  }, [lat, lon, markKey])

  if (failure) throw failure
  return <section ref={holder} className="place-map" aria-label="Map of the place of the hit" />
}

function drawMap(
  container: HTMLElement,
  style: maplibre.StyleSpecification,
  place: { lat: number; lon: number },
  marks: readonly MapMark[],
): maplibre.Map {
  const map = new maplibre.Map({
    container,
    style,
    center: [place.lon, place.lat],
    zoom: STREETS,
    attributionControl: { compact: true },
    dragRotate: false,
    pitchWithRotate: false,
  })
  map.addControl(new maplibre.NavigationControl({ showCompass: false }))
  map.addControl(new maplibre.ScaleControl({ unit: 'imperial' }))
  for (const mark of marks) {
    const dot = document.createElement('div')
    dot.className = 'map-unit'
    dot.title = mark.name
    new maplibre.Marker({ element: dot }).setLngLat([mark.lon, mark.lat]).addTo(map)
  }
  const pin = document.createElement('div')
  pin.className = 'map-pin'
  pin.title = 'Place of the hit'
  new maplibre.Marker({ element: pin }).setLngLat([place.lon, place.lat]).addTo(map)
  return map
}
