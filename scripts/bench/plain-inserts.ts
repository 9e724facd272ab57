import type { Read } from '@archway/shared/read'
import Database from 'better-sqlite3'
import { DAY_SCHEMA } from '../../central/src/store/day-schema.ts'

/**
 * The floor to compare with: the same rows into the same tables, by nothing but better-sqlite3 in this
 * thread. JSON is made beforehand, no Read is checked, hashed, judged or answered.
 * @param batch rows a transaction, each durable (`synchronous=FULL`)
 */
export function plainInserts(
  path: string,
  reads: readonly Read[],
  batch: number,
): { rowsPerSecond: number; cpuMicros: number } {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(DAY_SCHEMA)
  const insertRead = db.prepare('INSERT INTO reads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertImage = db.prepare('INSERT INTO images (id, read) VALUES (?, ?)')
  const hash = Buffer.alloc(32)
  const rows = reads.map((read) => ({
    values: [
      read.id,
      read.device,
      read.capturedAt,
      read.closedAt,
      read.text,
      read.probability,
      read.jurisdiction?.code ?? null,
      read.model,
      'plan-1',
      hash,
      JSON.stringify(read),
    ],
    id: read.id,
    images: read.images.map((image) => image.id),
  }))
  const insert = db.transaction((part: typeof rows) => {
    for (const { values, id, images } of part) {
      insertRead.run(...values)
      for (const image of images) insertImage.run(image, id)
    }
  })
  const before = process.cpuUsage()
  const from = performance.now()
  for (let at = 0; at < rows.length; at += batch) insert(rows.slice(at, at + batch))
  const seconds = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(before)
  db.close()
  return { rowsPerSecond: rows.length / seconds, cpuMicros: (user + system) / rows.length }
}
