import Database from 'better-sqlite3'
import { openLedgerFile } from '../ledger/ledger-file.ts'
import { schemaFaults, tablesOf } from './schema-faults.ts'
import { count as counted } from './words.ts'

/**
 * The ledger's file as somebody sees it who trusts none of our verbs: read only, beside whatever runs. What the tables
 * themselves forbid (triggers, checks, unique indexes) is evidence too, so it is compared with what this program makes.
 */
export interface LedgerView {
  all<T>(sql: string, ...values: readonly (string | number)[]): T[]
  /** The first column of the first row; 0 where there is none. */
  count(sql: string, ...values: readonly (string | number)[]): number
  /** A fault where rows are gone of a table that numbers its rows, uses no number twice and loses none; otherwise null. */
  removalFault(table: string, one: string): string | null
  /** What of these tables is not as this program makes it: missing, changed, or added. */
  guardFaults(...tables: readonly string[]): string[]
  /** Tables and views that this program does not make: something is kept there that nothing here looks at. */
  strangers(): string[]
  close(): void
}

export function openLedgerView(path: string): LedgerView {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  const made = openLedgerFile(':memory:')
  const known = new Set(tablesOf(made))
  // Looked at once for all rows: the schema of a file does not change while it is being looked at.
  const faults = schemaFaults(made, db)
  const count: LedgerView['count'] = (sql, ...values) =>
    db
      .prepare<unknown[], number | null>(sql)
      .pluck()
      .get(...values) ?? 0
  return {
    all: <T>(sql: string, ...values: readonly (string | number)[]) =>
      db.prepare<unknown[], T>(sql).all(...values),
    count,
    removalFault(table, one) {
      const given = count('SELECT max(seq) FROM sqlite_sequence WHERE name = ?', table)
      const removed = given - count(`SELECT count(*) FROM ${table}`)
      return removed > 0 ? `${counted(removed, one)} removed from the record` : null
    },
    guardFaults(...tables) {
      const unknown = tables.filter((table) => !known.has(table))
      if (unknown.length > 0) throw new Error(`this program makes no table ${unknown.join(', ')}`)
      return faults.filter(({ table }) => tables.includes(table)).map(({ fault }) => `${fault} in the ledger`)
    },
    strangers: () =>
      faults.filter(({ table }) => !known.has(table)).map(({ fault }) => `${fault} in the ledger`),
    close() {
      db.close()
      made.close()
    },
  }
}
