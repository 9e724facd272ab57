import type { Day, Uuid7 } from '@archway/shared/id'

/**
 * Keeps the images of a day encrypted under that day's key (AES-256-GCM). Promises:
 * - when `put` resolves the bytes survive a kill -9; a put of an id that is there changes nothing;
 * - `get` resolves to exactly the bytes that were put, or throws: a changed file never decrypts;
 * - after `destroyDay` the day's wrapped key is gone first, then its files; neither this vault nor a copy of
 *   its files can give the images back, and putting into that day fails.
 * The id is bound into the ciphertext (as associated data), so files cannot be swapped for one another.
 */
export interface Vault {
  put(id: Uuid7, bytes: Uint8Array): Promise<'stored' | 'duplicate'>
  /** Null: never put. */
  get(id: Uuid7): Promise<Uint8Array | null>
  days(): Promise<Day[]>
  destroyDay(day: Day): Promise<void>
}
