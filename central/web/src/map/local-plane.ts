/** A point on the ground, degrees. */
export interface Place {
  readonly lat: number
  readonly lon: number
}

const METRES_PER_DEGREE = 111_320

/** Metres east and north of `centre`. Good to a fraction of a per cent over a city, which is all it is for. */
export function offset(centre: Place, place: Place): { east: number; north: number } {
  return {
    east: (place.lon - centre.lon) * METRES_PER_DEGREE * Math.cos((centre.lat * Math.PI) / 180),
    north: (place.lat - centre.lat) * METRES_PER_DEGREE,
  }
}

const distance = (centre: Place, place: Place): number => {
  const { east, north } = offset(centre, place)
  return Math.hypot(east, north)
}

const REACHES = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000] as const

/**
 * Half the height of the map, in metres: the least of a few round values that shows the place's uncertainty
 * and, where one is near enough, the nearest other unit.
 */
export function reachFor(centre: Place, accuracyMetres: number | null, others: readonly Place[]): number {
  const furthest = REACHES[REACHES.length - 1] ?? 16_000
  const nearest = Math.min(
    ...others.map((other) => distance(centre, other)).filter((d) => d > 20),
    Number.POSITIVE_INFINITY,
  )
  const wanted = Math.max(250, (accuracyMetres ?? 0) * 1.5, nearest * 1.2 <= furthest ? nearest * 1.2 : 0)
  return REACHES.find((reach) => reach >= wanted) ?? furthest
}

/** Round distances in degrees for grid lines: about four of them over `spanDegrees`. */
export function gridStep(spanDegrees: number): number {
  const rough = spanDegrees / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power
}

/** The multiples of `stepDegrees` between two degrees. */
export function gridLines(from: number, to: number, stepDegrees: number): number[] {
  const first = Math.ceil(from / stepDegrees)
  const last = Math.floor(to / stepDegrees)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * stepDegrees)
}

const FEET = 0.3048
const MILE = 1609.344
const BARS: readonly (readonly [string, number])[] = [
  ['4 mi', 4 * MILE],
  ['2 mi', 2 * MILE],
  ['1 mi', MILE],
  ['0.5 mi', MILE / 2],
  ['1,000 ft', 1000 * FEET],
  ['500 ft', 500 * FEET],
  ['200 ft', 200 * FEET],
  ['100 ft', 100 * FEET],
]

/** The longest round scale bar that is at most `metres` long. */
export function scaleBar(metres: number): { readonly label: string; readonly metres: number } {
  const [label, length] = BARS.find(([, bar]) => bar <= metres) ?? ['100 ft', 100 * FEET]
  return { label, metres: length }
}
