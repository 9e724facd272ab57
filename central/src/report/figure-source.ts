import type { District } from '@archway/shared/api/deployment'
import type { Day, DeviceId } from '@archway/shared/id'
import type { DeviceRecord } from '../ledger/ledger.ts'
import type { SpanRecord } from '../ledger/report-ledger.ts'

/** What a month's figures are made of. */
export interface FigureSource {
  readonly department: string
  readonly retentionDays: number
  readonly record: SpanRecord
  readonly devices: readonly DeviceRecord[]
  readonly districts: readonly District[]
  readonly lastReads: readonly { readonly device: DeviceId; readonly day: Day }[]
}
