import type { PlaceView } from '@archway/shared/api'
import { dayOf, type Uuid7 } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import type { Dwell } from './alert-acts.ts'
import type { EarlierDays, StandingAlert, StandingAlerts } from './standing-alerts.ts'

/** One hit as it is about to be stored. */
export interface NewHit {
  readonly read: Uuid7
  readonly device: string
  readonly capturedAt: number
  readonly entry: string
  readonly grade: string
  readonly place: string | null
}

/**
 * Joins a hit to an alert of the same entry that is still open, was last seen within the dwell time, and at the same
 * unit or near it; also to one of the day before, which midnight does not end. Within the caller's transaction, after the
 * hit itself was stored: no read is lost by it.
 *
 * A hit that may be acted on never disappears in an alert that may only be looked at, and what a person has dismissed
 * or closed takes nothing more in: both would hide a vehicle.
 * @returns the alert that it joined; null: it must raise its own
 */
export function alertJoiner(
  db: Database,
  alerts: StandingAlerts,
  earlier: EarlierDays,
): (hit: NewHit, dwell: Dwell) => Uuid7 | null {
  const join = db.prepare<[string, string, number]>('INSERT INTO alert_repeats VALUES (?, ?, ?)')
  const joinBefore = db.prepare<[string, string, string, number]>(
    'INSERT INTO alert_joins VALUES (?, ?, ?, ?)',
  )

  return (hit, dwell) => {
    if (dwell.ms <= 0) return null
    const takesIn = (alert: StandingAlert) => {
      const inTime = hit.capturedAt >= alert.firstAt - dwell.ms && hit.capturedAt <= alert.lastAt + dwell.ms
      const isGraver = hit.grade === 'actionable' && alert.grade === 'look-only'
      return inTime && !isGraver && isNear(hit, alert.last, dwell.metres)
    }
    const own = alerts.own(hit.entry).find(takesIn)
    if (own) {
      join.run(own.id, hit.read, hit.capturedAt)
      return own.id
    }
    const reachesBack = hit.capturedAt - dwell.ms < Date.parse(dayOf(hit.read))
    const before =
      alerts.joined(hit.entry).find(takesIn) ??
      (reachesBack ? earlier.standing(hit.entry).find(takesIn) : undefined)
    if (!before) return null
    joinBefore.run(before.id, hit.entry, hit.read, hit.capturedAt)
    return before.id
  }
}

function isNear(hit: NewHit, last: StandingAlert['last'], metres: number): boolean {
  if (hit.device === last.device) return true
  if (hit.place === null || last.place === null) return false
  return distance(JSON.parse(hit.place), JSON.parse(last.place)) <= metres
}

const METRES_A_DEGREE = 111_195

/** Metres, on a plane: good to a part in a thousand over the few hundred that matter. */
function distance(a: PlaceView, b: PlaceView): number {
  const north = (a.lat - b.lat) * METRES_A_DEGREE
  const east = (a.lon - b.lon) * METRES_A_DEGREE * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180))
  return Math.hypot(north, east)
}
