import type { Database } from 'better-sqlite3'
import { entryHasId } from './entry-by-id.ts'
import { ENTRY_COLUMNS, type EntryColumns } from './entry-columns.ts'
import { shortHolds } from './short-holds.ts'

/** Rows between two looks at the clock, and leftovers removed between two. */
const ROWS_A_LOOK = 64
const LEFTOVERS_A_LOOK = 500
/** From so many rows in one call on, what is written need not be on the disk before the version is. */
const MANY_AT_ONCE = 1000

/**
 * Beyond so many rows in one turn the index of ids no longer fits in an ordinary cache, and every row would fetch a page
 * of it from the disk. KiB; what is not touched is not taken.
 */
const MANY_ROWS = 100_000
const CACHE_KIB = { ordinary: 16_384, many: 327_680 }

export interface VersionInMaking {
  /**
   * Takes the turn, once nothing is left of an interrupted one; `sweeping`: something is, and was made less. `outdated`:
   * `basedOn` is not the newest version.
   */
  begin(basedOn: number): { readonly turn: number } | 'sweeping' | 'outdated'
  /** @param entries none that is in force. False: the turn was overtaken. */
  add(turn: number, basedOn: number, list: string, entries: readonly EntryColumns[]): boolean
  /** False: the turn was overtaken. */
  end(turn: number, basedOn: number, ids: readonly string[]): boolean
  /** Whether the turn is still the last that was begun, and the version that it is based on still the newest. */
  stands(turn: number, basedOn: number): boolean
}

/**
 * Writes what a coming version adds and ends. A national list has millions of entries; in one transaction they would keep
 * logins and the use log waiting for a minute. Nothing that is written here counts until the version itself exists, and
 * what a crash leaves behind is removed before the next turn is given.
 */
export function versionInMaking(db: Database): VersionInMaking {
  const nextTurn = db.prepare<[], number>('UPDATE hotlist_turn SET n = n + 1 RETURNING n').pluck()
  const lastTurn = db.prepare<[], number>('SELECT n FROM hotlist_turn').pluck()
  const newest = db.prepare<[], number>('SELECT coalesce(max(version), 0) FROM hotlist_version').pluck()
  const dropAdded = db.prepare<[number, number]>(
    'DELETE FROM hotlist_entry WHERE n IN (SELECT n FROM hotlist_entry WHERE since > ? LIMIT ?)',
  )
  const dropEnded = db.prepare<[number, number]>(
    'UPDATE hotlist_entry SET until = NULL WHERE n IN (SELECT n FROM hotlist_entry WHERE until > ? LIMIT ?)',
  )
  const endOne = db.prepare(
    `UPDATE hotlist_entry AS e SET until = @until WHERE ${entryHasId('e', '@id')} AND until IS NULL`,
  )
  const insert = db.prepare(
    `INSERT INTO hotlist_entry (${ENTRY_COLUMNS}, list, since)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const holds = shortHolds(db)

  const stands = (turn: number, basedOn: number) => lastTurn.get() === turn && newest.get() === basedOn
  const inHolds = <T>(
    turn: number,
    basedOn: number,
    rows: readonly T[],
    write: (row: T) => void,
  ): boolean => {
    for (let at = 0; at < rows.length; ) {
      const isOurs = holds.hold(rows.length >= MANY_AT_ONCE, (isTimeUp) => {
        if (!stands(turn, basedOn)) return false
        while (at < rows.length) {
          const until = Math.min(rows.length, at + ROWS_A_LOOK)
          for (; at < until; at++) write(rows[at] as T)
          if (isTimeUp()) return true
        }
        return true
      })
      if (!isOurs) return false
    }
    return true
  }
  const sweep = (basedOn: number, isTimeUp: () => boolean): 'swept' | 'sweeping' => {
    for (;;) {
      const added = dropAdded.run(basedOn, LEFTOVERS_A_LOOK).changes
      const ended = dropEnded.run(basedOn, LEFTOVERS_A_LOOK).changes
      if (added + ended === 0) return 'swept'
      if (isTimeUp()) return 'sweeping'
    }
  }

  let rowsOfTurn = 0
  let isSweeping = false
  return {
    stands,
    begin(basedOn) {
      rowsOfTurn = 0
      const begun = holds.hold(isSweeping, (isTimeUp) => {
        const turn = nextTurn.get() ?? 0
        if (!stands(turn, basedOn)) return 'outdated'
        return sweep(basedOn, isTimeUp) === 'swept' ? { turn } : 'sweeping'
      })
      isSweeping = begun === 'sweeping'
      db.pragma(`cache_size = -${isSweeping ? CACHE_KIB.many : CACHE_KIB.ordinary}`)
      return begun
    },
    add(turn, basedOn, list, entries) {
      const before = rowsOfTurn
      rowsOfTurn += entries.length
      if (before < MANY_ROWS && rowsOfTurn >= MANY_ROWS) db.pragma(`cache_size = -${CACHE_KIB.many}`)
      return inHolds(turn, basedOn, entries, (entry) => insert.run(...entry, list, basedOn + 1))
    },
    end: (turn, basedOn, ids) => inHolds(turn, basedOn, ids, (id) => endOne.run({ id, until: basedOn + 1 })),
  }
}
