import type { AlertState, Doubt, Grade } from '@archway/shared/alert'
import type { AlertView, EntryView, PlaceView } from '@archway/shared/api'
import type { Category } from '@archway/shared/hotlist'
import type { Day, DeviceId, Uuid7 } from '@archway/shared/id'
import type { Hit } from '@archway/shared/match'
import type { Refusal } from '@archway/shared/messages'
import type { ImageRef, Read } from '@archway/shared/read'
import type { ActOutcome, AlertAct, AlertHistory, Dwell } from './alert-acts.ts'
import type { FoundRead, ReadQuery } from './read-query.ts'

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
  /** Which hits of one vehicle are one alert; without it every hit raises its own. */
  readonly dwell?: Dwell
}

/**
 * `stored`: committed just now. `repeated`: so too, and a hit of it joined an alert that was there. `duplicate`: was there, byte for byte the same Read; nothing changed.
 * `conflict`: the id (or the id of an image it announces) is there with another content; nothing changed, and
 * the sender must be refused. `purged`: the day is gone for good; nothing changed, and nothing ever will.
 */
export type SaveOutcome = 'stored' | 'repeated' | 'duplicate' | 'conflict' | 'purged'

/** An image whose bytes are safely in the vault, and the Read that announced it. */
export interface StoredImage {
  readonly id: Uuid7
  readonly read: Uuid7
  readonly sha256: string
}

/** `not-announced`: the Read is there and names no such image, or names it with another hash. */
export type ImageOutcome = 'stored' | 'duplicate' | 'unknown-read' | 'not-announced' | 'purged'

/** An alert as stored; the API adds the unit's name and the entry's liveness of the moment. */
export interface AlertRecord extends AlertHistory {
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

/** One passing with everything that was made of it: what evidence consists of. */
export interface Passing {
  readonly read: Read
  readonly receivedAt: number
  readonly policy: string
  readonly hits: readonly Omit<JudgedHit, 'alertId'>[]
  readonly alerts: readonly Omit<AlertRecord, 'read' | 'repeats'>[]
  readonly storedImages: readonly Uuid7[]
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

/** A day's counts by unit: what reports stand on when the day is gone. */
export interface DayTally {
  readonly units: readonly { readonly device: DeviceId; readonly reads: number }[]
  readonly hits: readonly {
    readonly device: DeviceId
    readonly category: Category
    readonly grade: Grade
    readonly hits: number
    readonly alerts: number
  }[]
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
 * - a batch that spans days is committed day by day, each day atomically; outcomes come in the batch's order.
 *   When it rejects, some days may be stored and others not: send it again, the duplicates change nothing;
 * - queries run over all days that are left, newest first, and stop early;
 * - nothing here blocks the event loop of the caller, and a long query does not delay a save;
 * - after `purgeDay` the day's rows are gone, every save into that day says `purged`, and no query sees it;
 * - after `thinDay` only Reads that hit are left of the day, with what belongs to them; saving one that did not hit
 *   says `purged`, and refused messages are only counted there.
 */
export interface Store {
  /** The hits of one Read are of distinct entries. */
  saveReads(batch: readonly JudgedRead[]): Promise<SaveOutcome[]>
  /**
   * Adds hits to a stored Read: of entries that were listed only after it. The Read itself stays as it is. `duplicate`:
   * all of them were there.
   */
  addPastHits(
    read: Uuid7,
    hits: readonly JudgedHit[],
    at: number,
  ): Promise<'stored' | 'duplicate' | 'unknown-read' | 'purged'>
  /** Says that the images' bytes are safely in the vault. Call it after they are, never before. */
  imagesStored(batch: readonly StoredImage[]): Promise<ImageOutcome[]>
  image(id: Uuid7): Promise<ImageRecord | null>
  alert(id: Uuid7): Promise<AlertRecord | null>
  /** The alerts, if any, that a Read raised or joined: for announcing that an image came. */
  alertsOfRead(read: Uuid7): Promise<AlertRecord[]>
  /** Newest first. */
  alerts(query: AlertQuery): Promise<AlertRecord[]>
  /**
   * Reads by plate, time, unit and hits; newest first. By text and by rivals that are probable enough to be wrong
   * less than 99 times in 100.
   */
  searchReads(query: ReadQuery): Promise<FoundRead[]>
  /**
   * Moves an alert along its life. Resolves to the record as it then is; `changed` is false when it was in
   * that state or beyond already (whoever came first stands). Null: no such alert.
   */
  acknowledge(id: Uuid7, by: string, at: number): Promise<{ record: AlertRecord; changed: boolean } | null>
  /** What persons and the clock do with an alert after that. Resolves to the record as it then is. Null: no such alert. */
  actOnAlert(id: Uuid7, act: AlertAct): Promise<{ record: AlertRecord; outcome: ActOutcome } | null>
  /**
   * Keeps refused messages with the day they came in. A long payload is cut and a day's payloads have a
   * ceiling, so that refusals cannot fill the disk; beyond it they are still counted.
   */
  keepRefusals(batch: readonly KeptRefusal[]): Promise<void>
  passing(read: Uuid7): Promise<Passing | null>
  counts(): Promise<StoreCounts>
  /** Null: the day has no rows. */
  dayCounts(day: Day): Promise<StoreCounts | null>
  /** Null: the day has no rows. */
  dayTally(day: Day): Promise<DayTally | null>
  /** Newest first. */
  days(): Promise<Day[]>
  purgeDay(day: Day): Promise<void>
  /** Resolves to the ids of the images that are kept. Doing it again, also after a kill, goes on where it ended. */
  thinDay(day: Day): Promise<Uuid7[]>
  close(): Promise<void>
}
