import type { ComplaintKind, ComplaintOutcome } from '@archway/shared/api/complaint'
import type { AssetKind, EventKind, Posting } from '@archway/shared/api/deployment'
import type { Month, PublishedReport } from '@archway/shared/api/report'
import type { Day, DeviceId } from '@archway/shared/id'
import type { Purpose } from '@archway/shared/purpose'
import type { DayTotal, HitTally } from './tally-ledger.ts'

/** From this time up to, not including, that one; both are midnights of UTC. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** What happened to something, and how often. */
interface Counted {
  readonly what: string
  readonly n: number
}

/** Everything of a span that reports are made of, as the rooms keep it. No plate and nobody's words. */
export interface SpanRecord {
  readonly days: readonly DayTotal[]
  readonly reads: readonly { readonly day: Day; readonly device: DeviceId; readonly reads: number }[]
  readonly hits: readonly HitTally[]
  readonly up: readonly { readonly device: DeviceId | ''; readonly ms: number }[]
  readonly events: readonly { readonly device: DeviceId; readonly kind: EventKind; readonly n: number }[]
  /** Those that overlap the span, oldest first. */
  readonly postings: readonly Posting[]
  readonly stops: readonly { readonly district: string; readonly stops: number }[]
  readonly uses: readonly {
    readonly action: string
    readonly outcome: 'success' | 'failure'
    readonly n: number
  }[]
  readonly searches: readonly { readonly purpose: Purpose; readonly roles: string; readonly n: number }[]
  /** `asked`, `released`, `refused`: each counted when it happened. */
  readonly releases: readonly Counted[]
  readonly repeatNotices: number
  /** By outcome; `open` where there is none yet. */
  readonly reviews: readonly Counted[]
  readonly flags: { readonly raised: number; readonly decided: number }
  readonly holds: {
    readonly proposed: number
    readonly approved: number
    readonly refused: number
    readonly released: number
    readonly activeAtEnd: number
    readonly overdueAtEnd: number
  }
  readonly disclosures: {
    readonly requests: number
    readonly requestsRefused: number
    readonly approved: number
    readonly refused: number
    readonly exports: number
    readonly reads: number
    readonly images: number
  }
  /** Signed certificates, as they were handed out. */
  readonly certificates: readonly string[]
  readonly complaints: {
    readonly received: readonly { readonly kind: ComplaintKind; readonly n: number }[]
    readonly answered: readonly { readonly outcome: ComplaintOutcome; readonly n: number }[]
    readonly answeredLate: number
    readonly openAtEnd: number
    readonly overdueAtEnd: number
  }
  /** All that was ever recorded before the end; a reversal counts as less of what it reverses. */
  readonly costs: readonly {
    readonly device: DeviceId
    readonly kind: AssetKind
    readonly fund: string
    readonly cents: number
    /** Lines that were not reversed. */
    readonly lines: number
  }[]
  readonly policies: readonly string[]
  /** What persons said of alerts, by their last word on each. */
  readonly dispositions: readonly Counted[]
  /** Alerts that nobody acknowledged in time. */
  readonly escalated: number
  /** Cameras whose alerts a person lowered, because too many were wrong. */
  readonly quarantined: number
}

interface NewReport {
  readonly month: Month
  /** Which it says to be: one more than the month has. */
  readonly revision: number
  /** Why there is another one for the month; null for the first. */
  readonly because: string | null
  readonly figures: string
  readonly html: string
  readonly csv: string
}

export type ReportForm = 'figures' | 'html' | 'csv'

export interface ReportLedger {
  /** @param asOf where the span is not over yet, what is open and overdue is so at this time */
  spanRecord(span: Span, asOf: number): Promise<SpanRecord>
  /** Makes it the month's report, for good, and says its hashes in the use log. A second one must say why. */
  publishReport(
    report: NewReport,
    at: number,
    by: string,
  ): Promise<PublishedReport | 'needs-reason' | 'overtaken'>
  /** Newest month first, newest revision first. */
  publishedReports(): Promise<PublishedReport[]>
  /** As it was published, byte for byte. @param revision null: the newest */
  reportText(month: Month, revision: number | null, form: ReportForm): Promise<string | null>
}
