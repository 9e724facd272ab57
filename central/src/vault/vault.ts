import type { Day, Uuid7 } from '@archway/shared/id'

/**
 * Keeps the images of a day encrypted under that day's key (AES-256-GCM). Promises:
 * - when `put` resolves the bytes survive a kill -9; a put of an id that is there changes nothing;
 * - `get` resolves to exactly the bytes that were put, or throws: a changed file never decrypts;
 * - after `destroyDay` the day's wrapped keys are gone first, then its files; neither this vault nor a copy of
 *   its files can give the images back: `get` is null, and `put` throws `DayDestroyedError`;
 * - after `thinDay` the same holds for every image that was not to be kept: those that were are sealed under the
 *   day's second key, and the first one is gone.
 * The id is bound into the ciphertext (as associated data), so files cannot be swapped for one another.
 */
export interface Vault extends KeyEvidence {
  put(id: Uuid7, bytes: Uint8Array): Promise<'stored' | 'duplicate'>
  /** Null: never put, or destroyed with its day. */
  get(id: Uuid7): Promise<Uint8Array | null>
  /** Days that may hold images, newest first. */
  days(): Promise<Day[]>
  /** Destroys the day for good; doing it again, or to a day that was never there, is fine. */
  destroyDay(day: Day): Promise<void>
  /**
   * Destroys the day's first key, and with it every image but these. Doing it again, also after a kill, goes on
   * where it ended; a day that was destroyed stays so.
   */
  thinDay(day: Day, keep: readonly Uuid7[]): Promise<void>
}

/** What a purge can show for itself: something that the key opened before, and whether anything opens it now. */
export interface KeyEvidence {
  /** Of the key that a purge of this extent would destroy; null: the day has no such key. */
  evidenceOf(day: Day, extent: PurgeExtent): Promise<SealedSample | null>
  /** Tries every key that is left in the folder, as the disk now has it, and the master key itself. */
  tryToOpen(sample: SealedSample): Promise<{ readonly keysTried: number; readonly opened: boolean }>
  /** When the key was destroyed (ms since 1970), as the disk says; null: it was not. */
  destroyedAt(key: string): Promise<number | null>
}

/** `day`: all of it. `nonhits`: the images of Reads that hit nothing. */
export type PurgeExtent = 'day' | 'nonhits'

/** Something that one key has sealed, and that was seen to open under it. */
export interface SealedSample {
  /** The key's name in its folder: `2026-03-01`, or `2026-03-01.hits` after the day was thinned. */
  readonly key: string
  /** SHA-256 of the wrapped key's file: tells this very key from any other of that name. */
  readonly wrapped: string
  /** An image of that day, or where it has none, bytes that were sealed for this purpose. */
  readonly of: 'image' | 'probe'
  /** The associated data under which it was sealed. */
  readonly label: string
  readonly sealed: Uint8Array
}

/** The day's key was destroyed: nothing can be kept under it any more. */
export class DayDestroyedError extends Error {
  override readonly name = 'DayDestroyedError'
  constructor(day: Day) {
    super(`the key of ${day} was destroyed; nothing can be kept in that day any more`)
  }
}
