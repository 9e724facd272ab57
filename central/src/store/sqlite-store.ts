import { rowOf } from './read-row.ts'
import type { ReaderCalls, WriterCalls } from './sqlite-calls.ts'
import { readerVerbs } from './sqlite-reader-verbs.ts'
import { writerVerbs } from './sqlite-writer-verbs.ts'
import type { Store } from './store.ts'
import { startWorker, type Verbs, verbsOf } from './worker-calls.ts'

/** Records, so that forgetting a verb does not compile. */
const WRITER: Record<keyof WriterCalls, true> = {
  saveReads: true,
  imagesStored: true,
  acknowledge: true,
  keepRefusals: true,
  condemn: true,
  erase: true,
}
const READER: Record<keyof ReaderCalls, true> = {
  image: true,
  alert: true,
  alertsOfRead: true,
  alerts: true,
  counts: true,
  days: true,
  forget: true,
}
const namesOf = <T extends object>(record: Record<keyof T & string, true>) =>
  Object.keys(record) as (keyof T & string)[]

/**
 * The store over SQLite: `<folder>/<day>.db`, WAL, `synchronous=FULL`, in two threads of its own. The folder
 * is made when it is not there. One process at a time owns it.
 */
export async function openSqliteStore(folder: string): Promise<Store> {
  const writing = startWorker(import.meta.url, 'sqlite-writer.worker', folder)
  const writer = verbsOf<WriterCalls>(writing, namesOf<WriterCalls>(WRITER))
  // The writer makes the folder and finishes interrupted purges before anybody reads.
  await writer.saveReads([])
  const reading = startWorker(import.meta.url, 'sqlite-reader.worker', folder)
  const reader = verbsOf<ReaderCalls>(reading, namesOf<ReaderCalls>(READER))
  return storeOf(writer, reader, async () => {
    await reading.close()
    await writing.close()
  })
}

/**
 * The same store in this very thread, which it blocks: for the command line and for tests, which have nothing
 * else to do meanwhile.
 */
export function openSqliteStoreHere(folder: string): Store {
  const writer = writerVerbs(folder)
  const reader = readerVerbs(folder)
  return storeOf(promised<WriterCalls>(writer, WRITER), promised<ReaderCalls>(reader, READER), async () => {
    reader.close()
    writer.close()
  })
}

function promised<T extends object>(verbs: Verbs<T>, names: Record<keyof T & string, true>): T {
  const table = new Map(Object.entries(verbs)) as Map<string, (...args: readonly unknown[]) => unknown>
  const entries = namesOf<T>(names).map((name) => [
    name,
    async (...args: unknown[]) => table.get(name)?.(...args),
  ])
  return Object.fromEntries(entries) as T
}

function storeOf(writer: WriterCalls, reader: ReaderCalls, close: () => Promise<void>): Store {
  const { condemn, erase, saveReads, ...saves } = writer
  const { forget, ...queries } = reader
  return {
    ...saves,
    ...queries,
    saveReads: (batch) => saveReads(batch.map(rowOf)),
    async purgeDay(day) {
      await condemn(day)
      await forget(day)
      await erase(day)
    },
    close,
  }
}
