import type { Uuid7 } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import type { AlertRecords } from './alert-records.ts'
import type { Passing } from './store.ts'

interface HitOfRead {
  readonly hit: string
  readonly entry_view: string
  readonly grade: Passing['hits'][number]['grade']
  readonly doubts: string
  readonly place: string | null
}

/** Everything that one day's file holds of one Read. */
export function openPassings(
  db: Database,
  alerts: Pick<AlertRecords, 'byRead'>,
): (read: Uuid7) => Passing | null {
  const readRow = db.prepare<[string], { json: string; received_at: number; policy: string }>(
    'SELECT json, received_at, policy FROM reads WHERE id = ?',
  )
  const hitRows = db.prepare<[string], HitOfRead>(
    'SELECT hit, entry_view, grade, doubts, place FROM hits WHERE read = ? ORDER BY entry',
  )
  const stored = db
    .prepare<[string], string>('SELECT id FROM images WHERE read = ? AND stored = 1 ORDER BY id')
    .pluck()
  return (id) => {
    const row = readRow.get(id)
    if (!row) return null
    return {
      read: JSON.parse(row.json),
      receivedAt: row.received_at,
      policy: row.policy,
      hits: hitRows.all(id).map(({ hit, entry_view, grade, doubts, place }) => ({
        hit: JSON.parse(hit),
        entry: JSON.parse(entry_view),
        grade,
        doubts: JSON.parse(doubts),
        place: place === null ? null : JSON.parse(place),
      })),
      // A later Read that joined an alert is a passing of its own.
      alerts: alerts
        .byRead(id)
        .filter(({ read }) => read.id === id)
        .map(({ read: _read, repeats: _repeats, ...alert }) => alert),
      storedImages: stored.all(id),
    }
  }
}
