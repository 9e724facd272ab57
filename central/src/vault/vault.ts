import type { Day, Uuid7 } from '@archway/shared/id'

/**
 * Keeps the images of a day encrypted under that day's key (AES-256-GCM). Promises:
 * - when `put` resolves the bytes survive a kill -9; a put of an id that is there changes nothing;
 * - `get` resolves to exactly the bytes that were put, or throws: a changed file never decrypts;
 * - after `destroyDay` the day's wrapped key is gone first, then its files; neither this vault nor a copy of
 *   its files can give the images back: `get` is null, and `put` throws `DayDestroyedError`.
 * The id is bound into the ciphertext (as associated data), so files cannot be swapped for one another.
 */
export interface Vault {
  put(id: Uuid7, bytes: Uint8Array): Promise<'stored' | 'duplicate'>
  /** Null: never put, or destroyed with its day. */
  get(id: Uuid7): Promise<Uint8Array | null>
  /** Days that may hold images, newest first. */
  days(): Promise<Day[]>
  /** Destroys the day for good; doing it again, or to a day that was never there, is fine. */
  destroyDay(day: Day): Promise<void>
}

/** The day's key was destroyed: nothing can be kept under it any more. */
export class DayDestroyedError extends Error {
  override readonly name = 'DayDestroyedError'
  constructor(day: Day) {
    super(`the key of ${day} was destroyed; nothing can be kept in that day any more`)
  }
}
