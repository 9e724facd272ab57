import type { Day, Uuid7 } from '@archway/shared/id'
import type { FoundRead, ReadQuery } from './read-query.ts'
import type { HitRow, ReadRow } from './read-row.ts'
import type { SaveOutcome, Store } from './store.ts'

/** What the writing thread does; one thread, so that SQLite's writers never wait for one another. */
export interface WriterCalls
  extends Pick<Store, 'imagesStored' | 'acknowledge' | 'actOnAlert' | 'keepRefusals'> {
  saveReads(rows: readonly ReadRow[]): Promise<SaveOutcome[]>
  addPastHits(read: Uuid7, hits: readonly HitRow[], at: number): ReturnType<Store['addPastHits']>
  /** From here on the day is purged for everybody; its bytes are still there. */
  condemn(day: Day): Promise<void>
  /** From here on the day has only its hits; the bytes of the others are still there. */
  thin(day: Day): Promise<void>
}

/** What the reading thread does; apart from the writer, so that a long query never delays an ack. */
export interface ReaderCalls
  extends Pick<
    Store,
    'image' | 'alert' | 'alertsOfRead' | 'alerts' | 'passing' | 'counts' | 'dayCounts' | 'dayTally' | 'days'
  > {
  /** Ids of the images that a day's Reads announced. */
  imageIds(day: Day): Promise<Uuid7[]>
  /** Closes the file of a day that was condemned or thinned. */
  forget(day: Day): Promise<void>
}

/** What a searching thread does; apart from the reader, so that a long search delays no alert. */
export interface SearcherCalls extends Pick<Store, 'days'> {
  /** Of these days only; newest first, as the days are. */
  search(days: readonly Day[], query: ReadQuery): Promise<FoundRead[]>
  forget(day: Day): Promise<void>
}
