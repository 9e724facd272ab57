import type { UnitEvent, VehicleSpread } from '@archway/shared/api/deployment'
import type { Month, PublishedReport } from '@archway/shared/api/report'
import { escaped, number, table } from './markup.ts'
import { monthName } from './month.ts'
import { documentOf } from './sheet.ts'

export interface Overview {
  readonly department: string
  readonly reports: readonly PublishedReport[]
  /** Of which a draft can be looked at, newest first. */
  readonly months: readonly Month[]
  readonly spread: VehicleSpread
  readonly openEvents: readonly UnitEvent[]
  readonly overdueComplaints: readonly string[]
  readonly unsited: readonly string[]
}

/** What supervisors, commanders and auditors look at between two reports. For people with a session only. */
export function overviewPage(overview: Overview): string {
  const { department, reports, months, spread, openEvents, overdueComplaints, unsited } = overview
  const newest = new Map([...reports].reverse().map((report) => [report.month, report]))
  const rows = months.map((month) => {
    const report = newest.get(month)
    const published = report
      ? `<a href="/public/reports/${month}/${report.revision}">revision ${report.revision}</a>, ${day(report.publishedAt)}`
      : 'not published'
    return `<tr><td>${monthName(month)}</td><td><a href="/api/reports/${month}/draft">draft of now</a></td><td>${published}</td></tr>`
  })
  const areas = spread.areas.map(({ name, vehicles }) => [name, vehicles.length, vehicles.join(', ')])
  const tasks = spread.specialised.map(({ task, device }) => [task, 1, device])
  const events = openEvents.map(({ device, kind, part, since, detail }) => [
    device,
    part === '' ? kind : `${kind}: ${part}`,
    new Date(since).toISOString().slice(0, 16).replace('T', ' '),
    detail,
  ])
  const said = (sentences: readonly string[]) =>
    sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('')
  return documentOf(
    'Reports',
    `<header><p class="by">${escaped(department)}</p><h1>Reports</h1><p>For personnel. What the public sees is at <a href="/public">/public</a>.</p></header>
<table><caption>Monthly reports</caption><thead><tr><th scope="col">Month</th><th scope="col">As it is</th><th scope="col">Published</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<h2>Complaints</h2>
<p>${overdueComplaints.length === 0 ? 'No reply is overdue.' : `Overdue: ${escaped(overdueComplaints.join(', '))}.`}</p>
<h2>Cars</h2>
${table('By patrol area or task', ['Area or task', 'Cars', ''], [...areas, ...tasks])}
${said(spread.notices)}
${said(spread.idle.map(({ name, lastRead }) => `${name} has read nothing for ${spread.idleDays} days; last: ${lastRead ?? 'never'}.`))}
<h2>Units</h2>
${table('What is wrong now (UTC)', ['Unit', 'What', 'Since', ''], events)}
<p>${unsited.length === 0 ? 'Every fixed unit has a record of why it stands there.' : `${number(unsited.length)} fixed units have no record of why they stand there: ${escaped(unsited.slice(0, 20).join(', '))}${unsited.length > 20 ? ' and others' : ''}.`}</p>`,
  )
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10)
