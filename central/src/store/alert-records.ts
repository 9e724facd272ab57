import type { AlertState, Grade } from '@archway/shared/alert'
import type { Uuid7 } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import { alertHistory } from './alert-history.ts'
import type { AlertQuery, AlertRecord } from './store.ts'

interface AlertRow {
  readonly id: Uuid7
  readonly read: Uuid7
  readonly state: AlertState
  readonly raised_at: number
  readonly acknowledged_by: string | null
  readonly acknowledged_at: number | null
  readonly grade: Grade
  readonly doubts: string
  readonly hit: string
  readonly entry_view: string
  readonly place: string | null
  readonly json: string
  readonly policy: string
}

const SELECT = `
SELECT a.id, a.read, a.state, a.raised_at, a.acknowledged_by, a.acknowledged_at,
  h.grade, h.doubts, h.hit, h.entry_view, h.place, r.json, r.policy
FROM alerts a JOIN hits h ON h.read = a.read AND h.entry = a.entry JOIN reads r ON r.id = a.read`

/** The alerts of one day's file, for the thread that writes and for the one that reads. */
export interface AlertRecords {
  byId(id: Uuid7): AlertRecord | null
  byRead(read: Uuid7): AlertRecord[]
  page(query: AlertQuery): AlertRecord[]
}

/** An id above every UUID. */
const AFTER_ALL = 'g'

export function alertRecords(db: Database): AlertRecords {
  const byId = db.prepare<[string], AlertRow>(`${SELECT} WHERE a.id = ?`)
  const byRead = db.prepare<[{ read: string }], AlertRow>(
    `${SELECT} WHERE a.read = @read OR a.id IN (SELECT alert FROM alert_repeats WHERE read = @read)
     ORDER BY a.id DESC`,
  )
  const page = db.prepare<[string, number], AlertRow>(`${SELECT} WHERE a.id < ? ORDER BY a.id DESC LIMIT ?`)
  const pageOf = db.prepare<[string, string, number], AlertRow>(
    `${SELECT} WHERE a.id < ? AND a.state IN (SELECT value FROM json_each(?)) ORDER BY a.id DESC LIMIT ?`,
  )
  const storedImages = db
    .prepare<[string], string>('SELECT id FROM images WHERE read = ? AND stored = 1 ORDER BY id')
    .pluck()

  const historyOf = alertHistory(db)
  const record = (row: AlertRow): AlertRecord => ({
    id: row.id,
    state: row.state,
    grade: row.grade,
    doubts: JSON.parse(row.doubts),
    raisedAt: row.raised_at,
    acknowledged:
      row.acknowledged_by === null || row.acknowledged_at === null
        ? null
        : { by: row.acknowledged_by, at: row.acknowledged_at },
    read: JSON.parse(row.json),
    hit: JSON.parse(row.hit),
    entry: JSON.parse(row.entry_view),
    place: row.place === null ? null : JSON.parse(row.place),
    storedImages: storedImages.all(row.read),
    policy: row.policy,
    ...historyOf(row.id),
  })
  return {
    byId(id) {
      const row = byId.get(id)
      return row ? record(row) : null
    },
    byRead: (read) => byRead.all({ read }).map(record),
    page({ states, before = AFTER_ALL, limit }) {
      const rows = states ? pageOf.all(before, JSON.stringify(states), limit) : page.all(before, limit)
      return rows.map(record)
    },
  }
}
