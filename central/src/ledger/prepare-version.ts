import type { Database } from 'better-sqlite3'
import type { ListedEntry } from './hotlist-ledger.ts'

/** Rows in one transaction, and the pause after it in which others get their turn to write. */
const BATCH_ROWS = 1000
const PAUSE_MS = 15

/**
 * Writes what a coming version of one list adds and ends. A national list has hundreds of thousands of
 * entries; in one transaction they would keep logins and the use log waiting for many seconds. Nothing that
 * is written here counts until the version itself exists, and what a crash leaves behind is removed by the
 * next turn.
 *
 * @returns the number of the turn, to be checked when the version is made; null: it was overtaken
 */
export function prepareVersions(
  db: Database,
): (list: string, basedOn: number, entries: readonly ListedEntry[]) => number | null {
  const nextTurn = db.prepare<[], number>('UPDATE hotlist_turn SET n = n + 1 RETURNING n').pluck()
  const dropAdded = db.prepare('DELETE FROM hotlist_entry WHERE since > ?')
  const dropEnded = db.prepare('UPDATE hotlist_entry SET until = NULL WHERE until > ?')
  const idsOfList = db
    .prepare<[string], string>('SELECT id FROM hotlist_entry WHERE list = ? AND until IS NULL')
    .pluck()
  const end = db.prepare('UPDATE hotlist_entry SET until = ? WHERE id = ? AND until IS NULL')
  const insert = db.prepare(
    `INSERT INTO hotlist_entry (id, list, since, plate, raw, folded, jurisdiction, category, flags, expires_at,
       entered_at, number, agency, vehicle)
     VALUES (@id, @list, @since, @plate, @raw, @folded, @jurisdiction, @category, @flags, @expiresAt,
       @enteredAt, @number, @agency, @vehicle)`,
  )

  const begin = db.transaction((list: string, basedOn: number) => {
    const turn = nextTurn.get() ?? 0
    if (!isTurn(db, turn, basedOn)) return null
    dropAdded.run(basedOn)
    dropEnded.run(basedOn)
    return { turn, leaving: new Set(idsOfList.all(list)) }
  })
  const inBatches = <T>(
    turn: number,
    basedOn: number,
    rows: readonly T[],
    write: (row: T) => void,
  ): boolean => {
    const batch = db.transaction((from: number) => {
      if (!isTurn(db, turn, basedOn)) return false
      for (const row of rows.slice(from, from + BATCH_ROWS)) write(row)
      return true
    })
    for (let from = 0; from < rows.length; from += BATCH_ROWS) {
      if (from > 0) pause()
      if (!batch.immediate(from)) return false
    }
    return true
  }

  return (list, basedOn, entries) => {
    const begun = begin.immediate(list, basedOn)
    if (!begun) return null
    const { turn, leaving } = begun
    const since = basedOn + 1
    const added = entries.filter((entry) => !leaving.delete(entry.id))
    const isDone =
      inBatches(turn, basedOn, added, (entry) =>
        insert.run({
          ...entry,
          list,
          since,
          folded: entry.folded ? 1 : 0,
          flags: JSON.stringify(entry.flags),
          vehicle: JSON.stringify(entry.vehicle),
        }),
      ) && inBatches(turn, basedOn, [...leaving], (id) => end.run(since, id))
    return isDone ? turn : null
  }
}

/** Whether the turn is still the last that was begun, and the version that it is based on still the newest. */
export function isTurn(db: Database, turn: number, basedOn: number): boolean {
  const last = db.prepare<[], number>('SELECT n FROM hotlist_turn').pluck().get()
  const newest = db.prepare<[], number>('SELECT coalesce(max(version), 0) FROM hotlist_version').pluck().get()
  return last === turn && newest === basedOn
}

/** A synchronous driver can pause only by holding its thread; the lock on the file is free meanwhile. */
const pause = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
