import type { MonthFigures } from '@archway/shared/api/report'

const HEAD = ['section', 'item', 'measure', 'value', 'low', 'high']
/** A spreadsheet takes a text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/

type Value = number | string | boolean | null
type Row = readonly [
  string,
  string,
  string,
  Value,
  (number | null | undefined)?,
  (number | null | undefined)?,
]

/** Every figure of the report, one a line: `section,item,measure,value,low,high` (RFC 4180). Money is in cents. */
export function monthCsv(figures: MonthFigures): string {
  return [HEAD, ...rowsOf(figures)]
    .map((row) => `${HEAD.map((_, at) => field(row[at])).join(',')}\r\n`)
    .join('')
}

function rowsOf(figures: MonthFigures): Row[] {
  const { dispositions, searches, districts, units, purges, hits, days, uses, cost } = figures
  const { confirmed, wrong } = dispositions
  return [
    ['report', figures.month, 'department', figures.department],
    ['report', figures.month, 'as_of', new Date(figures.asOf).toISOString()],
    ['report', figures.month, 'whole', figures.whole],
    ['report', figures.month, 'policies', figures.policies.join(' ')],
    ['report', figures.month, 'retention_days', figures.retentionDays],
    ['report', figures.month, 'server_up', figures.centralUp],
    ...counts('totals', '', figures.totals),
    ...days.map(({ day, reads }): Row => ['day', day, 'reads', reads]),
    ...hits.flatMap((row): Row[] =>
      counts('hits', `${row.category}/${row.grade}`, { hits: row.hits, alerts: row.alerts }),
    ),
    ...counts('dispositions', '', {
      decided: dispositions.decided,
      ...dispositions.byKind,
      escalated: dispositions.escalated,
      cameras_quarantined: dispositions.quarantined,
    }),
    ['dispositions', '', 'confirmed_share', confirmed?.share ?? null, confirmed?.low, confirmed?.high],
    ['dispositions', '', 'wrong_share', wrong?.share ?? null, wrong?.low, wrong?.high],
    ...counts('searches_by_purpose', '', searches.byPurpose),
    ...counts('searches_by_role', '', searches.byRole),
    ...counts('searches', '', {
      refused: searches.refused,
      releases_asked: searches.releasesAsked,
      releases_given: searches.releasesGiven,
      releases_refused: searches.releasesRefused,
      repeat_notices: searches.repeatNotices,
    }),
    ...counts('reviews', '', searches.reviews),
    ...counts('flags', '', searches.flags),
    ...uses.flatMap(({ action, done, refused }) => counts('uses', action, { done, refused })),
    ...counts('holds', '', figures.holds),
    ...counts('disclosures', '', figures.disclosures),
    ...purges.flatMap(({ day, extent, at, reads, images, held, certificate }): Row[] => [
      ['purge', `${day}/${extent}`, 'at', new Date(at).toISOString()],
      ...counts('purge', `${day}/${extent}`, { reads, images, held }),
      ['purge', `${day}/${extent}`, 'certificate_sha256', certificate],
    ]),
    ...districts.flatMap(({ id, name, residents, source, fixed, vehicles, reads, hits: n, stops }): Row[] => [
      ['district', id, 'name', name],
      ['district', id, 'residents_source', source],
      ...counts('district', id, { residents, fixed, vehicles, reads, hits: n, stops }),
    ]),
    ['evenness', 'fixed', 'gini', figures.evenness.gini],
    ['evenness', 'fixed', 'most_times', figures.evenness.most?.times ?? null],
    ['evenness', 'fixed', 'least_times', figures.evenness.least?.times ?? null],
    ['evenness', 'fixed', 'unposted', figures.evenness.unposted],
    ['vehicles', '', 'idle_days', figures.vehicles.idleDays],
    ['vehicles', '', 'idle', figures.vehicles.idle],
    ...counts('events', '', figures.events),
    ...counts('complaints_received', '', figures.complaints.received),
    ...counts('complaints_answered', '', figures.complaints.answered),
    ...counts('complaints', '', {
      answered_late: figures.complaints.answeredLate,
      open_at_end: figures.complaints.openAtEnd,
      overdue_at_end: figures.complaints.overdueAtEnd,
    }),
    ...counts('cost', 'fixed', cost.fixed),
    ...counts('cost', 'vehicle', cost.vehicle),
    ...cost.funds.map(({ fund, cents }): Row => ['fund', fund, 'cents', cents]),
    ...units.flatMap(({ device, name, kind, district, task, ...counted }): Row[] => [
      ['unit', device, 'name', name],
      ['unit', device, 'kind', kind],
      ['unit', device, 'district', district ?? task],
      ...counts('unit', device, counted),
    ]),
  ]
}

const counts = (
  section: string,
  item: string,
  of: Readonly<Record<string, number | null | undefined>>,
): Row[] => Object.entries(of).map(([measure, value]): Row => [section, item, measure, value ?? null])

function field(value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
