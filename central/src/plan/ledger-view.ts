import Database from 'better-sqlite3'
import { openLedgerFile } from '../ledger/ledger-file.ts'

/**
 * The ledger's file as somebody sees it who trusts none of our verbs: read only, beside whatever runs. What the tables
 * themselves forbid (triggers, checks, unique indexes) is evidence too, so it is compared with what this program makes.
 */
export interface LedgerView {
  all<T>(sql: string, ...values: readonly (string | number)[]): T[]
  /** The first column of the first row; 0 where there is none. */
  count(sql: string, ...values: readonly (string | number)[]): number
  /** What of these tables is not as this program makes it: missing, changed, or added. */
  guardFaults(...tables: readonly string[]): string[]
  close(): void
}

interface SchemaRow {
  readonly name: string
  readonly type: string
  readonly sql: string
}

export function openLedgerView(path: string): LedgerView {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  const made = openLedgerFile(':memory:')
  const schemaOf = (of: Database.Database, table: string) =>
    new Map(
      of
        .prepare<[string], SchemaRow>(
          'SELECT name, type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL',
        )
        .all(table)
        .map(({ name, type, sql }) => [`${type} ${name}`, sql] as const),
    )
  return {
    all: <T>(sql: string, ...values: readonly (string | number)[]) =>
      db.prepare<unknown[], T>(sql).all(...values),
    count: (sql, ...values) =>
      db
        .prepare<unknown[], number | null>(sql)
        .pluck()
        .get(...values) ?? 0,
    guardFaults: (...tables) =>
      tables.flatMap((table) => {
        const right = schemaOf(made, table)
        const here = schemaOf(db, table)
        if (right.size === 0) throw new Error(`this program makes no table ${table}`)
        return [
          ...[...right].flatMap(([name, sql]) => {
            if (!here.has(name)) return [`${name} of the ledger is missing`]
            return here.get(name) === sql ? [] : [`${name} of the ledger was changed`]
          }),
          ...[...here.keys()]
            .filter((name) => !right.has(name))
            .map((name) => `${name} of the ledger is not of this program`),
        ]
      }),
    close() {
      db.close()
      made.close()
    },
  }
}
