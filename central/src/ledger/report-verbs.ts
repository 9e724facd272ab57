import { createHash } from 'node:crypto'
import type { PublishedReport } from '@archway/shared/api/report'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { ReportLedger } from './report-ledger.ts'
import { spanRecords } from './span-record.ts'
import { logVerbs } from './use-log-verbs.ts'

type ReportRow = Omit<PublishedReport, 'sha256'> & { figures: string; html: string; csv: string }

const REPORT = `SELECT month, revision, because, published_by AS publishedBy, published_at AS publishedAt,
  sha256_figures AS figures, sha256_html AS html, sha256_csv AS csv FROM published_report`

export function reportVerbs(db: Database): Verbs<ReportLedger> {
  const { logUse } = logVerbs(db)
  const spanRecord = spanRecords(db)
  const newest = db
    .prepare<[string], number>('SELECT coalesce(max(revision), 0) FROM published_report WHERE month = ?')
    .pluck()
  const insert = db.prepare(
    `INSERT INTO published_report (month, revision, because, published_by, published_at, figures, html, csv,
       sha256_figures, sha256_html, sha256_csv)
     VALUES (@month, @revision, @because, @by, @at, @figures, @html, @csv, @sha256Figures, @sha256Html, @sha256Csv)`,
  )
  const one = db.prepare<[string, number], ReportRow>(`${REPORT} WHERE month = ? AND revision = ?`)
  const all = db.prepare<[], ReportRow>(`${REPORT} ORDER BY month DESC, revision DESC`)
  const text = db.prepare<[string, number], { figures: string; html: string; csv: string }>(
    'SELECT figures, html, csv FROM published_report WHERE month = ? AND revision = ?',
  )

  return {
    spanRecord,
    publishReport: db.transaction((report, at, by) => {
      const { month, revision, because, figures, html, csv } = report
      const refusal =
        revision !== (newest.get(month) ?? 0) + 1
          ? ('overtaken' as const)
          : revision > 1 && because === null
            ? ('needs-reason' as const)
            : null
      if (refusal) {
        logUse({ at, who: by, action: 'report-publish', outcome: 'failure', subject: month, detail: refusal })
        return refusal
      }
      insert.run({
        ...report,
        because: revision === 1 ? null : because,
        by,
        at,
        sha256Figures: sha256(figures),
        sha256Html: sha256(html),
        sha256Csv: sha256(csv),
      })
      const row = one.get(month, revision)
      if (!row) throw new Error(`the report of ${month} was not kept`)
      // With the hashes in the log's tree, a checkpoint covers what the public was told.
      const detail = `revision ${revision}; figures ${row.figures}, html ${row.html}, csv ${row.csv}`
      logUse({ at, who: by, action: 'report-publish', outcome: 'success', subject: month, detail })
      return record(row)
    }) as Verbs<ReportLedger>['publishReport'],
    publishedReports: () => all.all().map(record),
    reportText(month, revision, form) {
      return text.get(month, revision ?? newest.get(month) ?? 0)?.[form] ?? null
    },
  }
}

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')

const record = ({ figures, html, csv, ...rest }: ReportRow): PublishedReport => ({
  ...rest,
  sha256: { figures, html, csv },
})
