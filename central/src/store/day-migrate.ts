import Database from 'better-sqlite3'
import { ALERT_JOINS_TABLE, ALERT_TABLES } from './alert-tables.ts'
import { DAY_SCHEMA, DAY_SCHEMA_VERSION } from './day-schema.ts'
import { indexStoredReads, PLATE_TABLES } from './plate-index.ts'

/** What takes a day's file from each version to the next; only ever appended to. */
const STEPS: readonly ((db: Database.Database) => void)[] = [
  // 1 → 2: Reads are found by patterns and by their rivals.
  (db) => {
    // A pattern is found in the plates' own tables; this index would only slow every Read down.
    db.exec('DROP INDEX IF EXISTS reads_by_text')
    db.exec(PLATE_TABLES)
    indexStoredReads(db)
  },
  // 2 → 3: looks, dispositions, escalations and repeats of alerts.
  (db) => {
    db.exec(ALERT_TABLES)
  },
  // 3 → 4: hits join alerts of the day before.
  (db) => {
    db.exec(ALERT_JOINS_TABLE)
  },
]

/**
 * Makes the tables of a new file, and brings an older one to this version: whole or not at all, so a kill in between
 * costs the time and nothing else. About ten seconds for a day of half a million Reads.
 * @param path for the error
 */
export function prepareDay(db: Database.Database, path: string): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version === DAY_SCHEMA_VERSION) return
  if (version > DAY_SCHEMA_VERSION) {
    throw new Error(
      `${path} has schema ${version}; this program writes ${DAY_SCHEMA_VERSION}. Run the version that made it.`,
    )
  }
  db.transaction(() => {
    if (version === 0) db.exec(DAY_SCHEMA)
    else for (const step of STEPS.slice(version - 1)) step(db)
    db.pragma(`user_version = ${DAY_SCHEMA_VERSION}`)
  }).immediate()
}

/** Whether a file must be brought to this version. False as well for one that cannot be opened. */
export function isOutdated(path: string): boolean {
  let db: Database.Database | null = null
  try {
    db = new Database(path, { readonly: true, fileMustExist: true })
    const version = Number(db.pragma('user_version', { simple: true }))
    return version > 0 && version < DAY_SCHEMA_VERSION
  } catch {
    return false
  } finally {
    db?.close()
  }
}
