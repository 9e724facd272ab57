import type { Day } from '@archway/shared/id'
import { dayFiles } from './day-files.ts'
import type { FoundRead, ReadQuery } from './read-query.ts'
import { hitRow, rowOf } from './read-row.ts'
import { searchDays } from './search-days.ts'
import type { ReaderCalls, SearcherCalls, WriterCalls } from './sqlite-calls.ts'
import { readerVerbs } from './sqlite-reader-verbs.ts'
import { searcherVerbs } from './sqlite-searcher-verbs.ts'
import { writerVerbs } from './sqlite-writer-verbs.ts'
import type { Store } from './store.ts'
import { type Remote, startWorker, type Verbs, verbsOf } from './worker-calls.ts'

/** Records, so that forgetting a verb does not compile. */
const WRITER: Record<keyof WriterCalls, true> = {
  saveReads: true,
  addPastHits: true,
  imagesStored: true,
  acknowledge: true,
  actOnAlert: true,
  keepRefusals: true,
  condemn: true,
  thin: true,
}
const READER: Record<keyof ReaderCalls, true> = {
  image: true,
  alert: true,
  alertsOfRead: true,
  alerts: true,
  passing: true,
  imageIds: true,
  counts: true,
  dayCounts: true,
  dayTally: true,
  days: true,
  forget: true,
}
const SEARCHER: Record<keyof SearcherCalls, true> = { days: true, search: true, forget: true }
/** Days are divided among them; more threads than a small server has cores only wait for each other. */
const SEARCHERS = 2

const namesOf = <T extends object>(record: Record<keyof T & string, true>) =>
  Object.keys(record) as (keyof T & string)[]

/**
 * The store over SQLite: `<folder>/<day>.db`, WAL, `synchronous=FULL`, in threads of its own: one writes, one reads,
 * some search. The folder
 * is made when it is not there. One process at a time owns it.
 */
export async function openSqliteStore(folder: string): Promise<Store> {
  const writing = startWorker(import.meta.url, 'sqlite-writer.worker', folder)
  const writer = verbsOf<WriterCalls>(writing, namesOf<WriterCalls>(WRITER))
  // The writer makes the folder and finishes interrupted purges before anybody reads.
  await writer.saveReads([])
  const reading = startWorker(import.meta.url, 'sqlite-reader.worker', folder)
  const reader = verbsOf<ReaderCalls>(reading, namesOf<ReaderCalls>(READER))
  const searching: Remote[] = []
  // At the first search: most of what opens a store never searches.
  const start = () => {
    if (searching.length > 0) return
    for (let n = 0; n < SEARCHERS; n += 1)
      searching.push(startWorker(import.meta.url, 'sqlite-searcher.worker', folder))
  }
  const searchers = (): SearcherCalls[] =>
    searching.map((remote) => verbsOf<SearcherCalls>(remote, namesOf<SearcherCalls>(SEARCHER)))
  const pool: SearcherPool = {
    search(query) {
      start()
      return searchDays(searchers(), query)
    },
    forget: (day) => Promise.all(searchers().map((searcher) => searcher.forget(day))),
  }
  return storeOf(folder, writer, reader, pool, async () => {
    await Promise.all([reading, ...searching].map((remote) => remote.close()))
    await writing.close()
  })
}

interface SearcherPool {
  search(query: ReadQuery): Promise<FoundRead[]>
  forget(day: Day): Promise<unknown>
}

/**
 * The same store in this very thread, which it blocks: for the command line and for tests, which have nothing
 * else to do meanwhile.
 */
export function openSqliteStoreHere(folder: string): Store {
  const writer = writerVerbs(folder)
  const reader = readerVerbs(folder)
  const searcher = searcherVerbs(folder)
  const searching = promised<SearcherCalls>(searcher, SEARCHER)
  return storeOf(
    folder,
    promised<WriterCalls>(writer, WRITER),
    promised<ReaderCalls>(reader, READER),
    { search: (query) => searchDays([searching], query), forget: searching.forget },
    async () => {
      searcher.close()
      reader.close()
      writer.close()
    },
  )
}

function promised<T extends object>(verbs: Verbs<T>, names: Record<keyof T & string, true>): T {
  const table = new Map(Object.entries(verbs)) as Map<string, (...args: readonly unknown[]) => unknown>
  const entries = namesOf<T>(names).map((name) => [
    name,
    async (...args: unknown[]) => table.get(name)?.(...args),
  ])
  return Object.fromEntries(entries) as T
}

function storeOf(
  folder: string,
  writer: WriterCalls,
  reader: ReaderCalls,
  pool: SearcherPool,
  close: () => Promise<void>,
): Store {
  const { condemn, thin, saveReads, addPastHits, ...saves } = writer
  // Overwriting takes long, and is no work of a thread that somebody waits for.
  const files = dayFiles(folder)
  const { forget: forgetByReader, imageIds, ...queries } = reader
  const forget = (day: Day) => Promise.all([forgetByReader(day), pool.forget(day)])
  return {
    ...saves,
    ...queries,
    saveReads: (batch) => saveReads(batch.map(rowOf)),
    addPastHits: (read, hits, at) => addPastHits(read, hits.map(hitRow), at),
    searchReads: pool.search,
    async purgeDay(day) {
      await condemn(day)
      await forget(day)
      await files.erase(day)
    },
    async thinDay(day) {
      await thin(day)
      await forget(day)
      await files.eraseWhole(day)
      return imageIds(day)
    },
    close,
  }
}
