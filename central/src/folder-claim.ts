import { join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * Claims the data folder for one server. Store and vault finish at their start what a crash interrupted, and a
 * second server would take what the first one is doing for that.
 *
 * The claim is a lock that the operating system holds on an open file, so it ends with the process however
 * that ends: there is no stale claim to remove by hand.
 */
export function claimFolder(folder: string): { release(): void } {
  const db = new Database(join(folder, 'serve.lock'), { timeout: 0 })
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') {
      throw new Error(
        `another server works on ${folder}; stop it first, or give this one a folder of its own`,
      )
    }
    throw error
  }
  return { release: () => void db.close() }
}
