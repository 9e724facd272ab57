import { createHash } from 'node:crypto'
import { type Grade, mayBecome } from '@archway/shared/alert'
import type { Uuid7 } from '@archway/shared/id'
import type { Read } from '@archway/shared/read'
import Database from 'better-sqlite3'
import type { ActOutcome, AlertAct, AlertHistory } from './alert-acts.ts'
import { alertRecords } from './alert-records.ts'
import { repeatsIn } from './alert-repeats.ts'
import { alertWriter } from './alert-writer.ts'
import { prepareDay } from './day-migrate.ts'
import { alertJoiner } from './join-alert.ts'
import { plateIndex } from './plate-index.ts'
import type { HitRow, ReadRow } from './read-row.ts'
import { type EarlierDays, type StandingAlert, standingAlerts } from './standing-alerts.ts'
import type { AlertRecord, ImageOutcome, KeptRefusal, SaveOutcome, StoredImage } from './store.ts'

/** What may be done to one day's file. Each verb is one transaction, durable when it returns. */
export interface DayWriter {
  saveReads(rows: readonly ReadRow[]): SaveOutcome[]
  addPastHits(read: Uuid7, hits: readonly HitRow[], at: number): 'stored' | 'duplicate' | 'unknown-read'
  imagesStored(batch: readonly StoredImage[]): Exclude<ImageOutcome, 'purged'>[]
  acknowledge(id: Uuid7, by: string, at: number): { record: AlertRecord; changed: boolean } | null
  actOnAlert(id: Uuid7, act: AlertAct): { record: AlertRecord; outcome: ActOutcome } | null
  keepRefusals(batch: readonly KeptRefusal[]): void
  /** Open alerts of an entry that this day raised, or took further reads into. */
  standing(entry: string): StandingAlert[]
  /** Of an alert of this day. Null: it is settled, or not there. */
  gradeOfOpen(alert: Uuid7): Grade | null
  /** Reads of this day that joined an alert of a day before. */
  laterRepeats(alert: Uuid7): AlertHistory['repeats']
  close(): void
}

/** What is kept of refused messages: of one at most its first bytes, of a day at most this much. */
const REFUSAL_BYTES = { payload: 64 * 2 ** 10, day: 256 * 2 ** 20 }

/**
 * Opens the file of a day, and makes it when it is not there.
 * @param onlyHits the day was thinned: a Read without a hit is as good as purged, and no refused message is kept
 * @param earlier alerts of days before that this day's hits may join
 */
export function openDayWriter(
  path: string,
  refusalBytes = REFUSAL_BYTES,
  onlyHits = false,
  earlier: EarlierDays = NO_EARLIER_DAYS,
): DayWriter {
  const db = openForWriting(path)
  const insertRead = db.prepare(
    `INSERT INTO reads VALUES (@id, @device, @capturedAt, @receivedAt, @text, @probability, @jurisdiction,
     @model, @policy, @hash, @json) ON CONFLICT (id) DO NOTHING`,
  )
  const hashOf = db.prepare<[string], Buffer>('SELECT hash FROM reads WHERE id = ?').pluck()
  const readJson = db.prepare<[string], string>('SELECT json FROM reads WHERE id = ?').pluck()
  const deleteRead = db.prepare<[string]>('DELETE FROM reads WHERE id = ?')
  const insertImage = db.prepare<[string, string]>(
    'INSERT INTO images (id, read) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
  )
  const deleteImages = db.prepare<[string]>('DELETE FROM images WHERE read = ?')
  const imageOf = db.prepare<[string], { read: string; stored: number }>(
    'SELECT read, stored FROM images WHERE id = ?',
  )
  const markStored = db.prepare<[string]>('UPDATE images SET stored = 1 WHERE id = ?')
  const insertHit = db.prepare(
    `INSERT INTO hits VALUES (@read, @entry, @category, @probability, @grade, @doubts, @hit, @entryView, @place)`,
  )
  const hasHit = db
    .prepare<[string, string], number>('SELECT 1 FROM hits WHERE read = ? AND entry = ?')
    .pluck()
  const insertAlert = db.prepare<[string, string, string, number]>(
    `INSERT INTO alerts (id, read, entry, state, raised_at) VALUES (?, ?, ?, 'raised', ?)`,
  )
  const acknowledge = db.prepare<[string, number, string]>(
    `UPDATE alerts SET state = 'acknowledged', acknowledged_by = ?, acknowledged_at = ? WHERE id = ?`,
  )
  const insertRefusal = db.prepare('INSERT INTO refusals VALUES (?, ?, ?, ?, ?, ?, ?)')
  const refusedBytes = db.prepare<[], number>('SELECT refused_bytes FROM tally').pluck()
  const count = db.prepare(
    `UPDATE tally SET reads = reads + @reads, hits = hits + @hits, alerts = alerts + @alerts,
     images = images + @images, refused = refused + @refused, refused_bytes = refused_bytes + @refusedBytes`,
  )
  const records = alertRecords(db)
  const writeAlert = alertWriter(db)
  const standing = standingAlerts(db, earlier)
  const joinAlert = alertJoiner(db, standing, earlier)
  const index = plateIndex(db)
  const add = (counts: Partial<typeof NOTHING>) => count.run({ ...NOTHING, ...counts })

  const saveHit = (read: string, hit: HitRow, raisedAt: number) => {
    insertHit.run({ ...hit, read })
    if (hit.alertId !== null) insertAlert.run(hit.alertId, read, hit.entry, raisedAt)
  }

  /** @returns whether the hit joined an alert that is there, or raised its own, or neither */
  const saveNewHit = (row: ReadRow, hit: HitRow): 'joined' | 'raised' | 'silent' => {
    saveHit(row.id, { ...hit, alertId: null }, row.receivedAt)
    if (hit.alertId === null) return 'silent'
    const { device, capturedAt, dwell } = row
    if (dwell && joinAlert({ ...hit, read: row.id, device, capturedAt }, dwell)) return 'joined'
    insertAlert.run(hit.alertId, row.id, hit.entry, row.receivedAt)
    add({ alerts: 1 })
    return 'raised'
  }

  /** An image id belongs to one Read for ever: one that another Read has announced makes this a conflict. */
  const saveRead = (row: ReadRow): SaveOutcome => {
    if (onlyHits && row.hits.length === 0) return 'purged'
    const hash = createHash('sha256').update(row.json).digest()
    if (insertRead.run({ ...row, hash }).changes === 0) {
      return hashOf.get(row.id)?.equals(hash) ? 'duplicate' : 'conflict'
    }
    for (const image of row.images) {
      if (insertImage.run(image, row.id).changes > 0) continue
      deleteImages.run(row.id)
      deleteRead.run(row.id)
      return 'conflict'
    }
    const joined = row.hits.map((hit) => saveNewHit(row, hit)).includes('joined')
    index.add(row.id, row.findable)
    return joined ? 'repeated' : 'stored'
  }

  const storeImage = (image: StoredImage): Exclude<ImageOutcome, 'purged'> => {
    const json = readJson.get(image.read)
    if (json === undefined) return 'unknown-read'
    const row = imageOf.get(image.id)
    const read: Read = JSON.parse(json)
    const announced = read.images.some((ref) => ref.id === image.id && ref.sha256 === image.sha256)
    if (row?.read !== image.read || !announced) return 'not-announced'
    if (row.stored === 1) return 'duplicate'
    markStored.run(image.id)
    return 'stored'
  }

  return {
    saveReads: db.transaction((rows: readonly ReadRow[]) => {
      const outcomes = rows.map(saveRead)
      const stored = rows.filter((_, index) => outcomes[index] === 'stored' || outcomes[index] === 'repeated')
      if (stored.length === 0) return outcomes
      index.fill()
      add({ reads: stored.length, hits: stored.flatMap((row) => row.hits).length })
      return outcomes
    }),
    addPastHits: db.transaction((read: Uuid7, hits: readonly HitRow[], at: number) => {
      if (readJson.get(read) === undefined) return 'unknown-read'
      const fresh = hits.filter(({ entry }) => hasHit.get(read, entry) === undefined)
      for (const hit of fresh) saveHit(read, hit, at)
      add({ hits: fresh.length, alerts: fresh.filter(({ alertId }) => alertId !== null).length })
      return fresh.length > 0 ? 'stored' : 'duplicate'
    }),
    imagesStored: db.transaction((batch: readonly StoredImage[]) => {
      const outcomes = batch.map(storeImage)
      add({ images: outcomes.filter((outcome) => outcome === 'stored').length })
      return outcomes
    }),
    acknowledge: db.transaction((id: Uuid7, by: string, at: number) => {
      const found = records.byId(id)
      if (!found) return null
      if (!mayBecome(found.state, 'acknowledged')) return { record: found, changed: false }
      acknowledge.run(by, at, id)
      return { record: { ...found, state: 'acknowledged' as const, acknowledged: { by, at } }, changed: true }
    }),
    actOnAlert: db.transaction((id: Uuid7, act: AlertAct) => {
      const found = records.byId(id)
      if (!found) return null
      const outcome = writeAlert(found, act)
      return { record: records.byId(id) ?? found, outcome }
    }),
    keepRefusals: db.transaction((batch: readonly KeptRefusal[]) => {
      let kept = refusedBytes.get() ?? 0
      const before = kept
      for (const { at, device, channel, refusal, payload } of batch) {
        if (onlyHits || kept >= refusalBytes.day) break
        const part = payload.subarray(0, refusalBytes.payload)
        insertRefusal.run(at, device, channel, refusal.code, refusal.detail, payload.byteLength, part)
        kept += part.byteLength
      }
      add({ refused: batch.length, refusedBytes: kept - before })
    }),
    standing: (entry) => [...standing.own(entry), ...standing.joined(entry)],
    gradeOfOpen: standing.gradeOfOpen,
    laterRepeats: repeatsIn(db, 'later day'),
    close() {
      db.close()
    },
  }
}

const NO_EARLIER_DAYS: EarlierDays = { standing: () => [], gradeOfOpen: () => null }
const NOTHING = { reads: 0, hits: 0, alerts: 0, images: 0, refused: 0, refusedBytes: 0 }

/** Wide enough that most Reads share a page with others, and a checkpoint does not follow every commit. */
const PAGE_BYTES = 16_384
const CHECKPOINT_PAGES = 2_000

function openForWriting(path: string): Database.Database {
  const db = new Database(path)
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    prepareDay(db, path)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
