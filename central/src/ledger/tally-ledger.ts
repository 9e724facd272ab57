import type { Grade } from '@archway/shared/alert'
import type { NewDamage, UnitEvent } from '@archway/shared/api/deployment'
import type { Category } from '@archway/shared/hotlist'
import type { Day, DeviceId } from '@archway/shared/id'
import type { DayTally, StoreCounts } from '../store/store.ts'

export type DayTotal = StoreCounts & { readonly day: Day; readonly takenAt: number }

export interface HitTally {
  readonly day: Day
  readonly device: DeviceId
  readonly category: Category
  readonly grade: Grade
  readonly hits: number
  readonly alerts: number
}

/** Something that is wrong with a unit, as central notices it. */
export type NoticedEvent = Pick<UnitEvent, 'device' | 'kind' | 'part' | 'detail' | 'since'>

/**
 * Counts that outlive the days that they were taken of, and hold no plate. A day is counted again and again while it
 * is there: each count only ever grows, so taking it of a day that was thinned or restored takes nothing back.
 */
export interface TallyLedger {
  keepTally(day: Day, total: StoreCounts, tally: DayTally, at: number): Promise<void>
  /** What was counted so far of each day. */
  talliedDays(since: Day): Promise<DayTotal[]>
  /** Adds to what each unit was there on that day, in milliseconds; device `''` is central itself. */
  addUptime(day: Day, up: readonly (readonly [device: DeviceId | '', ms: number])[]): Promise<void>

  openEvents(): Promise<UnitEvent[]>
  /** Of the same device, kind and part only one is open; a second changes nothing. */
  beginEvent(event: NoticedEvent): Promise<void>
  endEvent(n: number, until: number): Promise<void>
  /** By a person, and in the use log. */
  recordDamage(damage: NewDamage, at: number, by: string): Promise<'recorded' | 'unknown-device'>
  /** Newest first, those before `before`. */
  unitEvents(query: {
    readonly device: DeviceId | null
    readonly before: number | null
    readonly limit: number
  }): Promise<UnitEvent[]>
  /** The last day on which each unit read something. */
  lastReads(): Promise<{ readonly device: DeviceId; readonly day: Day }[]>
}
