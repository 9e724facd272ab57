/** Days of the department's calendar: they begin and end in Central Time, wherever the workstation's clock is. */

const ZONE = 'America/Chicago'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const HOUR = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, hour: 'numeric', hourCycle: 'h23' })
const DAY = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  month: 'short',
  day: 'numeric',
  year: 'numeric',
})
/** The one locale that writes days as date fields do. */
const FIELD = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE })

/** `Nov 24, 2026` */
export const dayText = (at: number): string => DAY.format(at)

/** As a date field has it: `2026-11-24`. */
export const dayOf = (at: number): string => FIELD.format(at)

/**
 * When a day of a date field (`2026-11-24`) begins, milliseconds since 1970; null: it is none. It is six hours
 * behind UTC there, in summer five.
 */
export function dayStart(day: string): number | null {
  for (const hours of [5, 6]) {
    const at = Date.parse(`${day}T0${hours}:00:00Z`)
    if (!Number.isNaN(at) && at >= 0 && Number(HOUR.format(at)) === 0) return at
  }
  return null
}

/** The last minute of that day. */
export function dayEnd(day: string): number | null {
  const start = dayStart(day)
  // A day has 23 to 25 hours: 36 hours after its start it is about noon of the next one.
  const next = start === null ? null : dayStart(dayOf(start + 36 * HOUR_MS))
  return next === null ? null : next - MINUTE_MS
}
