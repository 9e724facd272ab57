import type { Uuid7 } from '@archway/shared/id'
import type { Read } from '@archway/shared/read'
import type { AlertHistory } from './alert-acts.ts'
import { type AlertRecords, alertRecords } from './alert-records.ts'
import { repeatsIn } from './alert-repeats.ts'
import { openDayFile } from './day-open.ts'
import { openTallies } from './day-tally.ts'
import { openPassings } from './passing.ts'
import type { DayTally, ImageRecord, Passing, StoreCounts } from './store.ts'

/** What may be asked of one day's file. */
export interface DayReader extends AlertRecords {
  image(id: Uuid7): ImageRecord | null
  /** Reads of this day that joined an alert of a day before. */
  laterRepeats(alert: Uuid7): AlertHistory['repeats']
  /** Alerts of days before that a Read of this day joined. */
  joinedBefore(read: Uuid7): Uuid7[]
  passing(read: Uuid7): Passing | null
  imageIds(): Uuid7[]
  counts(): StoreCounts
  tally(): DayTally
  close(): void
}

/** Null: there is nothing in it. The writer has made the file and not yet the tables, or has just purged it. */
export function openDayReader(path: string): DayReader | null {
  const db = openDayFile(path)
  if (!db) return null
  const imageRow = db.prepare<[string], { read: string; stored: number; json: string }>(
    'SELECT i.read, i.stored, r.json FROM images i JOIN reads r ON r.id = i.read WHERE i.id = ?',
  )
  const tally = db.prepare<[], StoreCounts>('SELECT reads, hits, alerts, images, refused FROM tally')
  const imageIds = db.prepare<[], string>('SELECT id FROM images').pluck()
  const alerts = alertRecords(db)
  const joined = db.prepare<[string], Uuid7>('SELECT alert FROM alert_joins WHERE read = ?').pluck()
  return {
    ...alerts,
    laterRepeats: repeatsIn(db, 'later day'),
    joinedBefore: (read) => joined.all(read),
    passing: openPassings(db, alerts),
    imageIds: () => imageIds.all(),
    tally: openTallies(db),
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
