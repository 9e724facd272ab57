import type { Grade } from '@archway/shared/alert'
import type { PlaceView } from '@archway/shared/api'
import type { Uuid7 } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import type { Dwell } from './alert-acts.ts'

interface OpenRow {
  readonly id: Uuid7
  readonly grade: Grade
  readonly firstAt: number
  readonly lastAt: number
  readonly lastRead: Uuid7
}
interface PlacedRow {
  readonly device: string
  readonly place: string | null
}

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
 * unit or near it. Within the caller's transaction, after the hit itself was stored: no read is lost by it.
 *
 * A hit that may be acted on never disappears in an alert that may only be looked at, and what a person has dismissed
 * or closed takes nothing more in: both would hide a vehicle.
 * @returns the alert that it joined; null: it must raise its own
 */
export function alertJoiner(db: Database): (hit: NewHit, dwell: Dwell) => Uuid7 | null {
  const open = db.prepare<[string], OpenRow>(
    `SELECT a.id, h.grade, r.captured_at AS firstAt,
       coalesce((SELECT max(captured_at) FROM alert_repeats p WHERE p.alert = a.id), r.captured_at) AS lastAt,
       coalesce((SELECT read FROM alert_repeats p WHERE p.alert = a.id ORDER BY captured_at DESC LIMIT 1), a.read)
         AS lastRead
     FROM alerts a JOIN hits h ON h.read = a.read AND h.entry = a.entry JOIN reads r ON r.id = a.read
     WHERE a.entry = ? AND a.state IN ('raised', 'acknowledged', 'verified') ORDER BY a.id DESC`,
  )
  const placed = db.prepare<[string, string], PlacedRow>(
    'SELECT r.device, h.place FROM reads r JOIN hits h ON h.read = r.id WHERE r.id = ? AND h.entry = ?',
  )
  const join = db.prepare<[string, string, number]>('INSERT INTO alert_repeats VALUES (?, ?, ?)')

  return (hit, dwell) => {
    if (dwell.ms <= 0) return null
    const alert = open.all(hit.entry).find((row) => {
      const inTime = hit.capturedAt >= row.firstAt - dwell.ms && hit.capturedAt <= row.lastAt + dwell.ms
      const isGraver = hit.grade === 'actionable' && row.grade === 'look-only'
      if (!inTime || isGraver) return false
      const last = placed.get(row.lastRead, hit.entry)
      return last !== undefined && isNear(hit, last, dwell.metres)
    })
    if (!alert) return null
    join.run(alert.id, hit.read, hit.capturedAt)
    return alert.id
  }
}

function isNear(hit: NewHit, last: PlacedRow, metres: number): boolean {
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
