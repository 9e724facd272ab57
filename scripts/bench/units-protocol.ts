import type { DeviceId } from '@archway/shared/id'

export interface UnitIdentity {
  readonly device: DeviceId
  readonly key: string
  readonly certificate: string
}

/** What the bench asks of its units. */
export interface Load {
  readonly url: string
  readonly ca: string
  readonly units: readonly UnitIdentity[]
  /** Messages in all, and Reads in each. */
  readonly batches: number
  readonly batch: number
  /** Messages that a unit leaves unanswered at once. */
  readonly window: number
  /** Null: as fast as answers come. */
  readonly rowsPerSecond: number | null
  readonly wanted: readonly string[]
  readonly hitShare: number
}

export interface LoadResult {
  readonly rows: number
  readonly seconds: number
  /** From publishing a message to central's ack of it, in milliseconds, one a message. */
  readonly latencies: readonly number[]
  readonly bytes: number
}
