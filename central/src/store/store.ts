import type { AlertState, Doubt, Grade } from '@archway/shared/alert'
import type { AlertView, EntryView, PlaceView } from '@archway/shared/api'
import type { Day, DeviceId, Uuid7 } from '@archway/shared/id'
import type { Hit } from '@archway/shared/match'
import type { Refusal } from '@archway/shared/messages'
import type { ImageRef, Read } from '@archway/shared/read'

/** A Hit after central judged it: the entry as the list then gave it, and the grade, frozen with the Read. */
export interface JudgedHit {
  readonly hit: Hit
  readonly entry: EntryView
  readonly grade: Grade
  readonly doubts: readonly Doubt[]
  readonly place: PlaceView | null
  /** Minted with the Read's time; null when policy lets this category raise no alert. */
  readonly alertId: Uuid7 | null
}

/** What one transaction stores of one passing. */
export interface JudgedRead {
  readonly read: Read
  readonly hits: readonly JudgedHit[]
  readonly receivedAt: number
  readonly policy: string
}

/**
 * `stored`: committed just now. `duplicate`: was there, byte for byte the same Read; nothing changed.
 * `conflict`: the id is there with another content; nothing changed, and the sender must be refused.
 */
export type SaveOutcome = 'stored' | 'duplicate' | 'conflict'

export type ImageOutcome = 'stored' | 'duplicate' | 'unknown-read' | 'not-announced'

/** An alert as stored; the API adds the unit's name and the entry's liveness of the moment. */
export interface AlertRecord {
  readonly id: Uuid7
  readonly state: AlertState
  readonly grade: Grade
  readonly doubts: readonly Doubt[]
  readonly raisedAt: number
  readonly acknowledged: AlertView['acknowledged']
  readonly read: Read
  readonly hit: Hit
  readonly entry: EntryView
  readonly place: PlaceView | null
  readonly storedImages: readonly Uuid7[]
  readonly policy: string
}

export interface ImageRecord {
  readonly ref: ImageRef
  readonly read: Uuid7
  readonly device: DeviceId
  readonly stored: boolean
}

export interface KeptRefusal {
  readonly at: number
  readonly device: DeviceId | null
  readonly channel: string
  readonly refusal: Refusal
  readonly payload: Uint8Array
}

export interface StoreCounts {
  readonly reads: number
  readonly hits: number
  readonly alerts: number
  readonly images: number
  readonly refused: number
}

export interface AlertQuery {
  readonly states?: readonly AlertState[]
  /** Alerts strictly older than this id (ids sort by time). */
  readonly before?: Uuid7
  readonly limit: number
}

/**
 * Everything that dies with its day: Reads, hits, alerts, image records, refused messages. Promises:
 * - each method is one whole, atomic verb; when it resolves, the change survives a kill -9;
 * - every save is idempotent by id: repeating it changes nothing and says `duplicate`;
 * - a batch that spans days is committed day by day, each day atomically; outcomes come in the batch's order;
 * - queries run over all days that are left, newest first, and stop early;
 * - nothing here blocks the event loop of the caller;
 * - after `purgeDay` the day's rows are gone and saving into that day fails with `DayPurgedError`.
 */
export interface Store {
  saveReads(batch: readonly JudgedRead[]): Promise<SaveOutcome[]>
  /** Says that the image's bytes are safely in the vault. Call it after they are, never before. */
  imageStored(image: Uuid7, read: Uuid7, sha256: string): Promise<ImageOutcome>
  image(id: Uuid7): Promise<ImageRecord | null>
  /** The angle of each image of a Read that has arrived is in `storedImages`. */
  alert(id: Uuid7): Promise<AlertRecord | null>
  /** The alerts, if any, that a Read raised: for announcing that an image came. */
  alertsOfRead(read: Uuid7): Promise<AlertRecord[]>
  alerts(query: AlertQuery): Promise<AlertRecord[]>
  /**
   * Moves an alert along its life. Resolves to the record as it then is; `changed` is false when it was in
   * that state already (whoever came first stands). Null: no such alert. Throws on a move that is not allowed.
   */
  acknowledge(id: Uuid7, by: string, at: number): Promise<{ record: AlertRecord; changed: boolean } | null>
  keepRefusal(refusal: KeptRefusal): Promise<void>
  counts(): Promise<StoreCounts>
  days(): Promise<Day[]>
  purgeDay(day: Day): Promise<void>
  close(): Promise<void>
}

/** The day was purged (or is beyond retention): nothing can be stored in it any more. */
export class DayPurgedError extends Error {
  override readonly name = 'DayPurgedError'
}
