import type Database from 'better-sqlite3'

interface Part {
  readonly type: string
  readonly name: string
  readonly table: string
  readonly sql: string
}

/** Everything that an SQLite file says of its tables, indexes, triggers and views, by kind and name. */
function partsOf(db: Database.Database): Map<string, Part> {
  const rows = db.prepare<[], Part>(
    `SELECT type, name, tbl_name AS "table", sql FROM sqlite_master
     WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  )
  return new Map(rows.all().map((part) => [`${part.type} ${part.name}`, part]))
}

export interface SchemaFault {
  /** The table, or view, that it is about: also one that this program does not make. */
  readonly table: string
  readonly fault: string
}

/**
 * What of an SQLite file is not as this program makes it: missing, changed, or added. Compared as text, so that a check
 * or a trigger of the same name that does nothing is seen.
 * @param right a file that this program has just made
 */
export function schemaFaults(right: Database.Database, here: Database.Database): readonly SchemaFault[] {
  const made = partsOf(right)
  const found = partsOf(here)
  return [
    ...[...made].flatMap(([name, part]) => {
      const other = found.get(name)
      if (!other) return [{ table: part.table, fault: `${name} is missing` }]
      if (other.sql === part.sql) return []
      return [{ table: part.table, fault: `${name} was changed${changedColumns(right, here, part)}` }]
    }),
    ...[...found].flatMap(([name, { table }]) =>
      made.has(name) ? [] : [{ table, fault: `${name} is not of this program` }],
    ),
  ]
}

/** Names of tables that this program makes. */
export const tablesOf = (db: Database.Database): readonly string[] =>
  [...partsOf(db).values()].filter(({ type }) => type === 'table').map(({ name }) => name)

function changedColumns(right: Database.Database, here: Database.Database, { type, name }: Part): string {
  if (type !== 'table') return ''
  const columnsOf = (db: Database.Database) =>
    db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name)
  const [made, found] = [columnsOf(right), columnsOf(here)]
  const changed = [
    ...made.filter((column) => !found.includes(column)),
    ...found.filter((column) => !made.includes(column)),
  ]
  return changed.length > 0 ? ` (${changed.join(', ')})` : ''
}
