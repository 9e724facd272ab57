import type { ImageHeader, Refusal, Sighting } from '@archway/shared/messages'

/** What waits to be sent: a Read with its hits, or one image of a Read. */
export type Parcel =
  | { readonly kind: 'sighting'; readonly id: string; readonly sighting: Sighting }
  | { readonly kind: 'image'; readonly id: string; readonly header: ImageHeader; readonly bytes: Uint8Array }

/** The plan's ceiling of retention holds on the unit too, however long it was offline. */
export const MOST_DAYS = 90

export interface OutboxState {
  readonly waiting: number
  readonly oldestAt: number | null
  readonly bytes: number
  readonly refused: number
  readonly evicted: number
}

/**
 * Holds what was emitted until central says that it is stored. Promises:
 * - when `put` returns, the Sighting and its images survive a kill -9 (one transaction);
 * - `next` gives what goes next, all of one kind: hits while any wait, then reads, then images of hits, then
 *   other images; oldest first, and about 1 MiB at most but at least one. What it gives stays until settled;
 * - an image waits for its Read: it is given only after the Read was accepted, because central refuses an image
 *   of a Read that it does not know, and a refusal is final. With a refused Read its images are refused too;
 * - `accepted` and `refused` are idempotent, and unknown ids are ignored: acks are repeated in normal life;
 * - a refused parcel is kept apart with its reason for inspection and never given by `next` again; one that was
 *   refused because its time is over is not kept;
 * - nothing is kept, waiting or refused, that was captured on a UTC day `MOST_DAYS` ago or earlier: it is removed, and
 *   counted as evicted, when the outbox is opened and before anything is put or given;
 * - when the byte limit is reached, images of reads without a hit go first, oldest first, then images of hits;
 *   then Reads without a hit, and Hits last; each eviction is counted.
 */
export interface Outbox {
  put(sighting: Sighting, images: readonly { header: ImageHeader; bytes: Uint8Array }[]): void
  /** @param except ids in flight, not to be given again */
  next(limit: number, except: ReadonlySet<string>): Parcel[]
  accepted(ids: readonly string[]): void
  refused(id: string, refusal: Refusal): void
  state(): OutboxState
  close(): void
}
