import type { Database } from 'better-sqlite3'
import type { ListedEntry } from './hotlist-ledger.ts'

/** Rows in one transaction, and the pause after it in which others get their turn to write. */
const BATCH_ROWS = 5000
const PAUSE_MS = 5

/**
 * Beyond so many rows in one turn the index of ids no longer fits in an ordinary cache, and every row would fetch a page
 * of it from the disk. KiB; what is not touched is not taken.
 */
const MANY_ROWS = 100_000
const CACHE_KIB = { ordinary: 16_384, many: 327_680 }

export interface VersionInMaking {
  /** Takes the turn and removes what an interrupted one left behind; null: `basedOn` is not the newest version. */
  begin(basedOn: number): number | null
  /** Entries that are in already are left as they are. False: the turn was overtaken. */
  add(turn: number, basedOn: number, list: string, entries: readonly ListedEntry[]): boolean
  /** False: the turn was overtaken. */
  end(turn: number, basedOn: number, ids: readonly string[]): boolean
  /** Whether the turn is still the last that was begun, and the version that it is based on still the newest. */
  stands(turn: number, basedOn: number): boolean
}

/**
 * Writes what a coming version adds and ends. A national list has hundreds of thousands of entries; in one transaction
 * they would keep logins and the use log waiting for many seconds. Nothing that is written here counts until the
 * version itself exists, and what a crash leaves behind is removed by the next turn.
 */
export function versionInMaking(db: Database): VersionInMaking {
  const nextTurn = db.prepare<[], number>('UPDATE hotlist_turn SET n = n + 1 RETURNING n').pluck()
  const lastTurn = db.prepare<[], number>('SELECT n FROM hotlist_turn').pluck()
  const newest = db.prepare<[], number>('SELECT coalesce(max(version), 0) FROM hotlist_version').pluck()
  const dropAdded = db.prepare('DELETE FROM hotlist_entry WHERE since > ?')
  const dropEnded = db.prepare('UPDATE hotlist_entry SET until = NULL WHERE until > ?')
  const endOne = db.prepare('UPDATE hotlist_entry SET until = ? WHERE id = ? AND until IS NULL')
  const insert = db.prepare(
    `INSERT OR IGNORE INTO hotlist_entry (id, list, since, plate, raw, folded, jurisdiction, category, flags,
       expires_at, entered_at, number, agency, vehicle)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )

  const stands = (turn: number, basedOn: number) => lastTurn.get() === turn && newest.get() === basedOn
  const inBatches = <T>(
    turn: number,
    basedOn: number,
    rows: readonly T[],
    write: (row: T) => void,
  ): boolean => {
    const batch = db.transaction((from: number) => {
      if (!stands(turn, basedOn)) return false
      const until = Math.min(rows.length, from + BATCH_ROWS)
      for (let at = from; at < until; at++) write(rows[at] as T)
      return true
    })
    for (let from = 0; from < rows.length; from += BATCH_ROWS) {
      if (from > 0) pause()
      if (!batch.immediate(from)) return false
    }
    return true
  }
  const begin = db.transaction((basedOn: number) => {
    const turn = nextTurn.get() ?? 0
    if (!stands(turn, basedOn)) return null
    dropAdded.run(basedOn)
    dropEnded.run(basedOn)
    return turn
  })

  let rowsOfTurn = 0
  return {
    stands,
    begin(basedOn) {
      rowsOfTurn = 0
      db.pragma(`cache_size = -${CACHE_KIB.ordinary}`)
      return begin.immediate(basedOn)
    },
    add(turn, basedOn, list, entries) {
      const before = rowsOfTurn
      rowsOfTurn += entries.length
      if (before < MANY_ROWS && rowsOfTurn >= MANY_ROWS) db.pragma(`cache_size = -${CACHE_KIB.many}`)
      return inBatches(turn, basedOn, entries, (entry) =>
        insert.run(
          entry.id,
          list,
          basedOn + 1,
          entry.plate,
          entry.raw,
          entry.folded ? 1 : 0,
          entry.jurisdiction,
          entry.category,
          JSON.stringify(entry.flags),
          entry.expiresAt,
          entry.enteredAt,
          entry.number,
          entry.agency,
          JSON.stringify(entry.vehicle),
        ),
      )
    },
    end: (turn, basedOn, ids) => inBatches(turn, basedOn, ids, (id) => endOne.run(basedOn + 1, id)),
  }
}

/** A synchronous driver can pause only by holding its thread; the lock on the file is free meanwhile. */
const pause = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
