/** Figures as people read them. Pure: times in milliseconds since 1970, durations in milliseconds. */

/**
 * A probability in per cent with one decimal, rounded down and never "100 %": no read is certain, and a figure
 * that says so beside a blurred crop costs all trust.
 */
export function percent(probability: number): string {
  if (probability >= 0.999) return '> 99.9 %'
  if (probability > 0 && probability < 0.001) return '< 0.1 %'
  return `${(Math.floor(probability * 1000 + 1e-6) / 10).toFixed(1)} %`
}

const SCALE: readonly (readonly [number, string])[] = [
  [0.99, 'almost certain'],
  [0.95, 'very likely'],
  [0.8, 'likely'],
  [0.5, 'more likely than not'],
  [0.2, 'possible'],
  [0, 'unlikely'],
]

export const likelihood = (probability: number): string =>
  SCALE.find(([least]) => probability >= least)?.[1] ?? 'unlikely'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long: `8 s`, `4 min`, `3 h 05 min`, `2 d 4 h`. A negative duration (clocks differ) counts as none. */
export function duration(ms: number): string {
  const d = Math.max(0, ms)
  if (d < MINUTE) return `${Math.floor(d / SECOND)} s`
  if (d < HOUR) return `${Math.floor(d / MINUTE)} min`
  if (d < DAY)
    return `${Math.floor(d / HOUR)} h ${String(Math.floor((d % HOUR) / MINUTE)).padStart(2, '0')} min`
  return `${Math.floor(d / DAY)} d ${Math.floor((d % DAY) / HOUR)} h`
}

/** From one instant of the pipeline to another, where tenths of a second matter. */
export function lapse(ms: number): string {
  return Math.abs(ms) < MINUTE ? `${(ms / SECOND).toFixed(1)} s` : duration(ms)
}

/** `14:03:22`, with the date in front when it is not today's. The operator's own time zone. */
export function clockTime(at: number, now: number): string {
  const time = new Date(at).toLocaleTimeString('en-US', { hourCycle: 'h23' })
  return sameDay(at, now) ? time : `${calendarDay(at)}, ${time}`
}

/** `Nov 24, 2026` */
export const calendarDay = (at: number): string =>
  new Date(at).toLocaleDateString('en-US', { year: 'numeric', month: 'short', day: 'numeric' })

const sameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString()
