import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { openSqliteStore } from '../../central/src/store/sqlite-store.ts'
import { dayAt } from '../../shared/src/id.ts'
import { chanceOf, passingRead, plateOf } from './passing-reads.ts'
import { printTable } from './table.ts'

/** Reads that are saved through the real writer, to learn how many bytes one takes. */
const SAMPLE = 5000
const BATCH = 500
const FILLER_BYTES = 2 ** 20

/**
 * How long the store takes to purge one day of so many Reads: what its threads are held up by. The file is as large
 * as that many Reads make it, by bytes a Read that were measured just before; beyond the sample it is filled with
 * random rows of a table of its own, because a purge knows nothing of rows, and four million Reads take an hour to save
 * on a small machine.
 */
export async function benchPurge(reads: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'archway-bench-purge-'))
  try {
    const store = await openSqliteStore(folder)
    const chance = chanceOf(5)
    const at = Date.now()
    const day = dayAt(at)
    for (let saved = 0; saved < SAMPLE; saved += BATCH) {
      const batch = Array.from({ length: BATCH }, () => passingRead('bench-1', plateOf(chance), at, chance))
      await store.saveReads(batch.map((read) => ({ read, hits: [], receivedAt: at, policy: 'bench' })))
    }
    const path = join(folder, `${day}.db`)
    const empty = await sizeOf(path)
    const bytesARead = empty / SAMPLE
    fill(path, bytesARead * reads - empty)
    const size = await sizeOf(path)
    // Open for reading too, as it would be.
    await store.dayCounts(day)
    const started = performance.now()
    await store.purgeDay(day)
    const purged = performance.now() - started
    const left = await store.days()
    await store.close()
    if (left.length > 0) throw new Error(`the day is still there: ${left.join(', ')}`)
    printTable('Purge of one day in the store', [
      {
        reads,
        'bytes a Read': Math.round(bytesARead),
        'file, GiB': (size / 2 ** 30).toFixed(2),
        'purge, ms': purged.toFixed(0),
      },
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function sizeOf(path: string): Promise<number> {
  const db = new Database(path)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  return (await stat(path)).size
}

function fill(path: string, bytes: number): void {
  const db = new Database(path)
  db.pragma('synchronous = OFF')
  db.exec('CREATE TABLE filler (content BLOB NOT NULL)')
  const insert = db.prepare('INSERT INTO filler VALUES (randomblob(?))')
  const some = db.transaction((count: number) => {
    for (let row = 0; row < count; row += 1) insert.run(FILLER_BYTES)
  })
  for (let left = Math.floor(bytes / FILLER_BYTES); left > 0; left -= 64) some(Math.min(left, 64))
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}
