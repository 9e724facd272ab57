import type { PlaceView } from '@archway/shared/api'
import { gridLines, gridStep, offset, type Place, reachFor, scaleBar } from './local-plane.ts'
import { coordinates, type MapMark } from './map-mark.ts'
import './place-panel.css'

/** Drawing units; north is up. */
const WIDTH = 400
const HEIGHT = 240
/** A unit's mark nearer than this to the picture's edge would be cut off. */
const MARK_ROOM = 7
/** Names of units nearer than this to the picture's edge would be cut off. */
const NAME_ROOM = 150
/** Nor are grid lines labelled that close to it. */
const LABEL_ROOM = 44

/** The place and the units around it on a plain grid of degrees, for where there is no base map. */
export function CoordinateGrid(props: { place: PlaceView; marks: readonly MapMark[]; note: string }) {
  const { place } = props
  const reach = reachFor(place, place.accuracyMetres, props.marks)
  const perMetre = HEIGHT / 2 / reach
  const at = (point: Place): [number, number] => {
    const { east, north } = offset(place, point)
    return [WIDTH / 2 + east * perMetre, HEIGHT / 2 - north * perMetre]
  }
  const inside = props.marks
    .map((mark) => ({ mark, xy: at(mark) }))
    .filter(
      ({ xy: [x, y] }) => x > MARK_ROOM && x < WIDTH - MARK_ROOM && y > MARK_ROOM && y < HEIGHT - MARK_ROOM,
    )

  return (
    <>
      <div className="place-map coordinate-grid">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          role="img"
          aria-label={`Place of the hit at ${coordinates(place)}, with ${inside.length} other units near it`}
        >
          <Grid place={place} perMetre={perMetre} />
          {place.accuracyMetres !== null && (
            <circle
              className="grid-accuracy"
              cx={WIDTH / 2}
              cy={HEIGHT / 2}
              r={place.accuracyMetres * perMetre}
            />
          )}
          {inside.map(({ mark, xy: [x, y] }) => (
            <g key={mark.id}>
              <circle className="grid-unit" data-online={mark.online ? '' : undefined} cx={x} cy={y} r="5" />
              <text
                className="grid-unit-name"
                x={x > WIDTH - NAME_ROOM ? x - 9 : x + 9}
                y={y + 5}
                textAnchor={x > WIDTH - NAME_ROOM ? 'end' : 'start'}
              >
                {mark.name}
              </text>
            </g>
          ))}
          <circle className="grid-hit" cx={WIDTH / 2} cy={HEIGHT / 2} r="8" />
          <ScaleBar perMetre={perMetre} />
        </svg>
      </div>
      <p className="place-map-note">{props.note}</p>
    </>
  )
}

function Grid({ place, perMetre }: { place: PlaceView; perMetre: number }) {
  const north = offset(place, { lat: place.lat + 1, lon: place.lon }).north * perMetre
  const east = offset(place, { lat: place.lat, lon: place.lon + 1 }).east * perMetre
  const step = gridStep((HEIGHT * 1.4) / north)
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)))
  const half = { lat: HEIGHT / north / 2, lon: WIDTH / east / 2 }
  return (
    <g>
      {gridLines(place.lat - half.lat, place.lat + half.lat, step).map((lat) => {
        const y = HEIGHT / 2 - (lat - place.lat) * north
        return (
          <g key={lat}>
            <line className="grid-line" x1="0" x2={WIDTH} y1={y} y2={y} />
            {y > LABEL_ROOM && (
              <text x="4" y={y - 3}>
                {lat.toFixed(decimals)}°
              </text>
            )}
          </g>
        )
      })}
      {gridLines(place.lon - half.lon, place.lon + half.lon, step).map((lon) => {
        const x = WIDTH / 2 + (lon - place.lon) * east
        return (
          <g key={lon}>
            <line className="grid-line" x1={x} x2={x} y1="0" y2={HEIGHT} />
            {x < WIDTH - LABEL_ROOM && (
              <text x={x + 3} y="14">
                {lon.toFixed(decimals)}°
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}

function ScaleBar({ perMetre }: { perMetre: number }) {
  const bar = scaleBar(WIDTH / 3 / perMetre)
  const from = WIDTH - 14 - bar.metres * perMetre
  return (
    <g>
      <path className="grid-scale" d={`M${from} ${HEIGHT - 18}v6h${bar.metres * perMetre}v-6`} fill="none" />
      <text className="grid-scale-label" x={WIDTH - 14} y={HEIGHT - 22} textAnchor="end">
        {bar.label}
      </text>
    </g>
  )
}
