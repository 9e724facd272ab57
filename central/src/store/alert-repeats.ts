import { type Day, dayAt, dayOf, type Uuid7 } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import type { AlertHistory } from './alert-acts.ts'
import type { AlertRecord } from './store.ts'

type Repeats = AlertHistory['repeats']

const DAY_MS = 86_400_000
const SOURCES = {
  'same day': `(SELECT p.alert, a.entry, p.read, p.captured_at FROM alert_repeats p JOIN alerts a ON a.id = p.alert)`,
  'later day': 'alert_joins',
} as const

/** The further reads of an alert that one day's file holds: of the alert's own day, or of one after it. */
export function repeatsIn(db: Database, of: keyof typeof SOURCES): (alert: Uuid7) => Repeats {
  const source = SOURCES[of]
  const count = db.prepare<[string], number>(`SELECT count(*) FROM ${source} WHERE alert = ?`).pluck()
  const newest = db.prepare<[string], { json: string; place: string | null; read: string }>(
    `SELECT r.json, h.place, p.read FROM ${source} p
     JOIN reads r ON r.id = p.read JOIN hits h ON h.read = p.read AND h.entry = p.entry
     WHERE p.alert = ? ORDER BY p.captured_at DESC, p.read DESC LIMIT 1`,
  )
  const storedImages = db
    .prepare<[string], string>('SELECT id FROM images WHERE read = ? AND stored = 1 ORDER BY id')
    .pluck()
  return (alert) => {
    const row = newest.get(alert)
    if (!row) return null
    return {
      count: count.get(alert) ?? 0,
      last: {
        read: JSON.parse(row.json),
        place: row.place === null ? null : JSON.parse(row.place),
        storedImages: storedImages.all(row.read),
      },
    }
  }
}

/** The alert with the reads that joined it after its own day. A day without one ends it. */
export function withLaterDays(
  record: AlertRecord,
  laterRepeats: (day: Day, alert: Uuid7) => Repeats,
): AlertRecord {
  let { repeats } = record
  for (let at = Date.parse(dayOf(record.id)) + DAY_MS; ; at += DAY_MS) {
    const later = laterRepeats(dayAt(at), record.id)
    if (!later) return { ...record, repeats }
    repeats = { count: (repeats?.count ?? 0) + later.count, last: later.last }
  }
}
