import type { Grade } from '@archway/shared/alert'
import type { Uuid7 } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'

/** An alert that is not settled, and when and where its vehicle was seen, as far as one day's file tells. */
export interface StandingAlert {
  readonly id: Uuid7
  readonly grade: Grade
  readonly firstAt: number
  readonly lastAt: number
  readonly last: { readonly device: string; readonly place: string | null }
}

/** What the days before know of alerts that a hit may join. */
export interface EarlierDays {
  /** Of one entry, as the day before left them. */
  standing(entry: string): StandingAlert[]
  /** Null: the alert is settled, or purged with its day. */
  gradeOfOpen(alert: Uuid7): Grade | null
}

export interface StandingAlerts {
  /** This day's own. Newest first. */
  own(entry: string): StandingAlert[]
  /** Those of days before that a hit of this day joined. */
  joined(entry: string): StandingAlert[]
  gradeOfOpen(alert: Uuid7): Grade | null
}

interface SeenRow {
  readonly id: Uuid7
  readonly firstAt: number
  readonly lastAt: number
  readonly lastRead: Uuid7
}

const OPEN = `state IN ('raised', 'acknowledged', 'verified')`

/** The alerts of one entry that stand open, within the caller's transaction. */
export function standingAlerts(db: Database, earlier: EarlierDays): StandingAlerts {
  const own = db.prepare<[string], SeenRow & { grade: Grade }>(
    `SELECT a.id, h.grade, r.captured_at AS firstAt,
       coalesce((SELECT max(captured_at) FROM alert_repeats p WHERE p.alert = a.id), r.captured_at) AS lastAt,
       coalesce((SELECT read FROM alert_repeats p WHERE p.alert = a.id ORDER BY captured_at DESC LIMIT 1), a.read)
         AS lastRead
     FROM alerts a JOIN hits h ON h.read = a.read AND h.entry = a.entry JOIN reads r ON r.id = a.read
     WHERE a.entry = ? AND a.${OPEN} ORDER BY a.id DESC`,
  )
  // With max() alone among its aggregates SQLite takes the other columns from the row that has it; min() stands apart.
  const joined = db.prepare<[string], SeenRow>(
    `SELECT j.alert AS id, max(j.captured_at) AS lastAt, j.read AS lastRead,
       (SELECT min(captured_at) FROM alert_joins k WHERE k.alert = j.alert) AS firstAt
     FROM alert_joins j WHERE j.entry = ? GROUP BY j.alert ORDER BY j.alert DESC`,
  )
  const grade = db
    .prepare<[string], Grade>(
      `SELECT h.grade FROM alerts a JOIN hits h ON h.read = a.read AND h.entry = a.entry WHERE a.id = ? AND a.${OPEN}`,
    )
    .pluck()
  const placed = db.prepare<[string, string], StandingAlert['last']>(
    'SELECT r.device, h.place FROM reads r JOIN hits h ON h.read = r.id WHERE r.id = ? AND h.entry = ?',
  )
  const standing = (row: SeenRow, entry: string, grade: Grade | null): StandingAlert[] => {
    const last = placed.get(row.lastRead, entry)
    return last && grade ? [{ id: row.id, grade, firstAt: row.firstAt, lastAt: row.lastAt, last }] : []
  }
  return {
    own: (entry) => own.all(entry).flatMap((row) => standing(row, entry, row.grade)),
    joined: (entry) => joined.all(entry).flatMap((row) => standing(row, entry, earlier.gradeOfOpen(row.id))),
    gradeOfOpen: (alert) => grade.get(alert) ?? null,
  }
}
