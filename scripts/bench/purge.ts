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
const DAY_MS = 86_400_000

/**
 * How long the store takes to purge one day of so many Reads: until nobody sees it any more, until its bytes are
 * overwritten, and for how long saving is held up meanwhile. The file is as large
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
    let waited = 0
    let isPurging = true
    // What a unit feels of it: Reads of the next day are saved all the while.
    const saving = (async () => {
      while (isPurging) {
        const read = passingRead('bench-1', plateOf(chance), at + DAY_MS, chance)
        const before = performance.now()
        await store.saveReads([{ read, hits: [], receivedAt: at, policy: 'bench' }])
        waited = Math.max(waited, performance.now() - before)
      }
    })()
    const started = performance.now()
    const purging = store.purgeDay(day)
    while ((await store.dayCounts(day)) !== null);
    const gone = performance.now() - started
    await purging
    const erased = performance.now() - started
    isPurging = false
    await saving
    const left = await store.days()
    await store.close()
    if (left.includes(day)) throw new Error(`the day is still there: ${left.join(', ')}`)
    printTable('Purge of one day in the store', [
      {
        reads,
        'bytes a Read': Math.round(bytesARead),
        'file, GiB': (size / 2 ** 30).toFixed(2),
        'gone for everybody, ms': gone.toFixed(0),
        'overwritten, s': (erased / 1000).toFixed(1),
        'longest save meanwhile, ms': waited.toFixed(0),
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
