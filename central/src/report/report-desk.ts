import type { Month, MonthFigures, PublishedReport } from '@archway/shared/api/report'
import { canonicalJson } from '@archway/shared/signing'
import type { Ledger } from '../ledger/ledger.ts'
import type { PublicFace } from './contacts.ts'
import { spanOf } from './month.ts'
import { monthCsv } from './month-csv.ts'
import { monthFigures } from './month-figures.ts'
import { monthHtml, type ReportState } from './month-html.ts'

export interface ReportMeans {
  readonly ledger: Pick<
    Ledger,
    'spanRecord' | 'devices' | 'districts' | 'lastReads' | 'publishReport' | 'publishedReports'
  >
  readonly face: PublicFace
  readonly retentionDays: () => number
  /** Brings the counts of days up to date; rejects when it cannot. */
  readonly countDays: () => Promise<unknown>
  readonly now: () => number
}

interface ReportFiles {
  readonly figures: MonthFigures
  readonly html: string
  readonly csv: string
}

export type PublishOutcome =
  | { readonly ok: true; readonly value: PublishedReport }
  | { readonly ok: false; readonly error: 'not-over' | 'needs-reason' | 'overtaken' }

export interface ReportDesk {
  draft(month: Month): Promise<ReportFiles>
  /** Of a month that is over. What is published then stands for good. */
  publish(month: Month, because: string | null, by: string): Promise<PublishOutcome>
}

export function createReportDesk({ ledger, face, retentionDays, countDays, now }: ReportMeans): ReportDesk {
  const figuresOf = async (month: Month): Promise<MonthFigures> => {
    await countDays()
    const asOf = now()
    const [record, devices, districts, lastReads] = await Promise.all([
      ledger.spanRecord(spanOf(month), asOf),
      ledger.devices(),
      ledger.districts(),
      ledger.lastReads(),
    ])
    const source = { department: face.department, retentionDays: retentionDays(), record, devices, districts }
    return monthFigures(month, asOf, { ...source, lastReads })
  }
  const filesOf = (figures: MonthFigures, state: ReportState): ReportFiles => ({
    figures,
    html: monthHtml(figures, face, state),
    csv: monthCsv(figures),
  })
  return {
    draft: async (month) => filesOf(await figuresOf(month), { state: 'draft' }),
    async publish(month, because, by) {
      if (now() < spanOf(month).until) return { ok: false, error: 'not-over' }
      const before = (await ledger.publishedReports()).filter((report) => report.month === month)
      const revision = Math.max(0, ...before.map((report) => report.revision)) + 1
      const at = now()
      const reason = revision === 1 ? null : because
      const { figures, html, csv } = filesOf(await figuresOf(month), {
        state: 'published',
        revision,
        because: reason,
        at,
      })
      const done = await ledger.publishReport(
        { month, revision, because: reason, figures: canonicalJson(figures), html, csv },
        at,
        by,
      )
      return typeof done === 'string' ? { ok: false, error: done } : { ok: true, value: done }
    },
  }
}
