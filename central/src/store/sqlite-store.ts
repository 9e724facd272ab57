import type { Day } from '@archway/shared/id'
import { type ReadRow, rowOf } from './read-row.ts'
import type { SaveOutcome, Store } from './store.ts'
import { startWorker, verbsOf } from './worker-calls.ts'

/** What the writing thread does; one thread, so that SQLite's writers never wait for one another. */
export interface WriterCalls extends Pick<Store, 'imagesStored' | 'acknowledge' | 'keepRefusals'> {
  saveReads(rows: readonly ReadRow[]): Promise<SaveOutcome[]>
  /** From here on the day is purged for everybody; its bytes are still there. */
  condemn(day: Day): Promise<void>
  erase(day: Day): Promise<void>
}

/** What the reading thread does; apart from the writer, so that a long query never delays an ack. */
export interface ReaderCalls
  extends Pick<Store, 'image' | 'alert' | 'alertsOfRead' | 'alerts' | 'counts' | 'days'> {
  /** Closes a condemned day's file. */
  forget(day: Day): Promise<void>
}

/**
 * The store over SQLite: `<folder>/<day>.db`, WAL, `synchronous=FULL`. The folder is made when it is not
 * there. One process at a time owns it.
 */
export async function openSqliteStore(folder: string): Promise<Store> {
  const writing = startWorker(import.meta.url, 'sqlite-writer-worker', { folder })
  const writer = verbsOf<WriterCalls>(writing, [
    'saveReads',
    'imagesStored',
    'acknowledge',
    'keepRefusals',
    'condemn',
    'erase',
  ])
  // The writer makes the folder and finishes interrupted purges before anybody reads.
  await writer.saveReads([])
  const reading = startWorker(import.meta.url, 'sqlite-reader-worker', { folder })
  const { forget, ...queries } = verbsOf<ReaderCalls>(reading, [
    'image',
    'alert',
    'alertsOfRead',
    'alerts',
    'counts',
    'days',
    'forget',
  ])
  const { condemn, erase, ...saves } = writer
  return {
    ...saves,
    ...queries,
    saveReads: (batch) => writer.saveReads(batch.map(rowOf)),
    async purgeDay(day) {
      await condemn(day)
      await forget(day)
      await erase(day)
    },
    async close() {
      await reading.close()
      await writing.close()
    },
  }
}
