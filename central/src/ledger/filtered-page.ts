import type { Database, Statement } from 'better-sqlite3'

type Asked = Readonly<Record<string, string | number | undefined>>

/**
 * A page by whichever filters are given. Only their conditions stand in the statement, because a condition that may
 * not hold ("@who IS NULL OR …") keeps SQLite from every index. Each combination is prepared once.
 * @param select what comes before WHERE; @param conditions by the name of the filter; @param order after it, with `@limit`
 */
export function filteredPage<Row>(
  db: Database,
  select: string,
  conditions: Readonly<Record<string, string>>,
  order: string,
): (asked: Asked, limit: number) => Row[] {
  const prepared = new Map<string, Statement<[Record<string, string | number>], Row>>()
  return (asked, limit) => {
    const names = Object.keys(conditions).filter((name) => asked[name] !== undefined)
    const where = names.map((name) => conditions[name]).join(' AND ') || 'true'
    const statement = prepared.get(where) ?? db.prepare(`${select} WHERE ${where} ${order}`)
    prepared.set(where, statement)
    const given = names.flatMap((name) => {
      const value = asked[name]
      return value === undefined ? [] : [[name, value] as const]
    })
    return statement.all({ ...Object.fromEntries(given), limit })
  }
}
