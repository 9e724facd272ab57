import type { Day } from '@archway/shared/id'
import type { ReadRow } from './read-row.ts'
import type { SaveOutcome, Store } from './store.ts'

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
