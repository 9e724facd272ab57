import { existsSync } from 'node:fs'
import type { Uuid7 } from '@archway/shared/id'
import type { Read } from '@archway/shared/read'
import Database from 'better-sqlite3'
import { type AlertRecords, alertRecords } from './alert-records.ts'
import { DAY_SCHEMA_VERSION } from './day-schema.ts'
import type { ImageRecord, StoreCounts } from './store.ts'

/** What may be asked of one day's file. */
export interface DayReader extends AlertRecords {
  image(id: Uuid7): ImageRecord | null
  counts(): StoreCounts
  close(): void
}

/** Null: there is nothing in it. The writer has made the file and not yet the tables, or has just purged it. */
export function openDayReader(path: string): DayReader | null {
  const db = openForReading(path)
  if (!db) return null
  const version = db.pragma('user_version', { simple: true })
  if (version !== DAY_SCHEMA_VERSION) {
    db.close()
    if (version === 0) return null
    throw new Error(
      `${path} has schema ${version}; this program reads ${DAY_SCHEMA_VERSION}. Run the version that made it.`,
    )
  }
  const imageRow = db.prepare<[string], { read: string; stored: number; json: string }>(
    'SELECT i.read, i.stored, r.json FROM images i JOIN reads r ON r.id = i.read WHERE i.id = ?',
  )
  const tally = db.prepare<[], StoreCounts>('SELECT reads, hits, alerts, images, refused FROM tally')
  return {
    ...alertRecords(db),
    image(id) {
      const row = imageRow.get(id)
      if (!row) return null
      const read: Read = JSON.parse(row.json)
      const ref = read.images.find((image) => image.id === id)
      if (!ref) throw new Error(`image ${id} is not in the Read ${row.read} that announced it`)
      return { ref, read: read.id, device: read.device, stored: row.stored === 1 }
    },
    counts() {
      const row = tally.get()
      if (!row) throw new Error(`${path} has lost its tally`)
      return row
    },
    close() {
      db.close()
    },
  }
}

function openForReading(path: string): Database.Database | null {
  try {
    return new Database(path, { readonly: true, fileMustExist: true })
  } catch (error) {
    if (!existsSync(path)) return null
    throw error
  }
}
