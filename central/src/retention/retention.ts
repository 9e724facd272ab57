import { type Day, dayAt } from '@archway/shared/id'

export const DAY_MS = 86_400_000

/**
 * A day is kept while it is fewer than `retentionDays` days old, counted in UTC days: with 90, the day is
 * there on the 89th day after it and gone on the 90th. So no Read ever grows older than the plan's ceiling,
 * not even the one from just after midnight.
 */
export const isBeyondRetention = (day: Day, nowMs: number, retentionDays: number): boolean =>
  day <= dayAt(nowMs - retentionDays * DAY_MS)

/** What a purge goes by: the policy of the moment, and its name. */
export interface RetentionRule {
  readonly version: string
  readonly days: number
  /** Of Reads without a hit; never more than `days`. */
  readonly nonhitDays: number
}
