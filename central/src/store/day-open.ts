import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { DAY_SCHEMA_VERSION } from './day-schema.ts'

/**
 * Opens a day's file for reading. Null: there is nothing in it. The writer has made the file and not yet the tables,
 * or has just purged it.
 */
export function openDayFile(path: string): Database.Database | null {
  const db = openForReading(path)
  if (!db) return null
  const version = db.pragma('user_version', { simple: true })
  if (version === DAY_SCHEMA_VERSION) return db
  db.close()
  if (version === 0) return null
  throw new Error(
    `${path} has schema ${version}; this program reads ${DAY_SCHEMA_VERSION}. Run the version that made it.`,
  )
}

function openForReading(path: string): Database.Database | null {
  try {
    return new Database(path, { readonly: true, fileMustExist: true })
  } catch (error) {
    if (!existsSync(path)) return null
    throw error
  }
}
