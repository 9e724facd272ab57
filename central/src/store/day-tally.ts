import type { Database } from 'better-sqlite3'
import type { DayTally } from './store.ts'

/** Counts a day's Reads and hits by unit, from indexes: no row of a Read is looked at, and no plate leaves. */
export function openTallies(db: Database): () => DayTally {
  const units = db.prepare<[], DayTally['units'][number]>(
    'SELECT device, count(*) AS reads FROM reads GROUP BY device',
  )
  // CROSS keeps the order: few hits are looked up, instead of walking all Reads of the day with their JSON.
  const hits = db.prepare<[], DayTally['hits'][number]>(
    `SELECT r.device, h.category, h.grade, count(*) AS hits, count(a.id) AS alerts
     FROM hits h CROSS JOIN reads r ON r.id = h.read LEFT JOIN alerts a ON a.read = h.read AND a.entry = h.entry
     GROUP BY 1, 2, 3`,
  )
  return () => ({ units: units.all(), hits: hits.all() })
}
