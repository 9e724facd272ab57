import type { MonthFigures } from '@archway/shared/api/report'
import type { Interval } from '@archway/shared/interval'
import { CATEGORY_NAMES, GRADE_NAMES } from '@archway/shared/wording'
import { contacts, type PublicFace } from './contacts.ts'
import { bars, escaped, number, perCent, table } from './markup.ts'
import { monthName } from './month.ts'
import { costPart, deletionPart, deploymentPart, methodPart, unitsPart } from './month-parts.ts'
import { COMPLAINT_NAMES, OUTCOME_NAMES, PURPOSE_NAMES, ROLE_NAMES } from './names.ts'
import { documentOf } from './sheet.ts'

/** How a report is headed. A draft is shown as one, on every copy. */
export type ReportState =
  | { readonly state: 'draft' }
  | {
      readonly state: 'published'
      readonly revision: number
      readonly because: string | null
      readonly at: number
    }

/** The month's report as one file for everybody: it needs no server, no script, and prints on Letter and A4. */
export function monthHtml(figures: MonthFigures, face: PublicFace, state: ReportState): string {
  const title = `Licence-plate readers, ${monthName(figures.month)}`
  const body = [
    headPart(figures, title, state),
    glancePart(figures),
    deploymentPart(figures),
    readsPart(figures),
    rightPart(figures),
    searchPart(figures),
    oversightPart(figures),
    deletionPart(figures),
    complaintPart(figures, face),
    costPart(figures),
    methodPart(figures),
    unitsPart(figures),
    `<footer><p>${escaped(figures.department)}. Figures of ${timeText(figures.asOf)}, under policy ${escaped(figures.policies.join(', ') || 'of the installation')}. Made by Archway, an open licence-plate reader.</p></footer>`,
  ]
  return documentOf(escaped(title), body.join('\n'))
}

function headPart({ department, asOf, whole }: MonthFigures, title: string, state: ReportState): string {
  const line =
    state.state === 'draft'
      ? `<p class="draft">Draft of ${timeText(asOf)}. Not published, and not for distribution.</p>`
      : `<p>Published ${timeText(state.at)}, revision ${state.revision}.${state.because === null ? '' : ` Why it was revised: ${escaped(state.because)}`}</p>`
  const open = whole
    ? ''
    : `<p class="draft">The month is not over; all counts are up to ${timeText(asOf)}.</p>`
  return `<header><p class="by">${escaped(department)}</p><h1>${escaped(title)}</h1>${line}${open}</header><p>This report says how the department's licence-plate readers were used: where they stand, what they read, how often an alert was right, who searched and for what, what was deleted, and what it cost. It holds no plate and no name of a person.</p>`
}

function glancePart({ totals, units, dispositions, searches, complaints, centralUp }: MonthFigures): string {
  const up = units.flatMap(({ uptime, kind }) => (uptime === null || kind === 'vehicle' ? [] : [uptime]))
  const fixed = units.filter(({ kind }) => kind === 'fixed').length
  const searched = Object.values(searches.byPurpose).reduce((sum, n) => sum + n, 0)
  const tiles: [string, string, string][] = [
    [
      'Readers',
      number(units.length),
      `${number(fixed)} at intersections, ${number(units.length - fixed)} on cars`,
    ],
    ['Plates read', number(totals.reads), `${number(totals.hits)} were on a wanted list${ofReads(totals)}`],
    ['Alerts raised', number(totals.alerts), `${number(dispositions.decided)} judged by a person`],
    ['Searches', number(searched), `${number(searches.refused)} refused`],
    [
      'Intersection readers working',
      up.length === 0 ? 'not known' : perCent(up.reduce((sum, share) => sum + share, 0) / up.length),
      `of the time; the server itself listened ${perCent(centralUp)}`,
    ],
    [
      'Complaints received',
      number(total(complaints.received)),
      `${number(complaints.overdueAtEnd)} overdue at the end`,
    ],
  ]
  return `<dl class="tiles">${tiles.map(([name, value, more]) => `<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`).join('')}</dl>`
}

const ofReads = ({ reads, hits }: MonthFigures['totals']) =>
  reads > 0 && hits > 0 ? `: 1 in ${number(Math.round(reads / hits))}` : ''

function readsPart({ days, hits, totals }: MonthFigures): string {
  const rows = hits.map((row) => [CATEGORY_NAMES[row.category], GRADE_NAMES[row.grade], row.hits, row.alerts])
  return `<h2>What was read</h2>
<p>${number(totals.reads)} vehicles were read and ${number(totals.images)} images announced with them. ${number(totals.refused)} messages of readers were refused because something about them was wrong.</p>
${
  days.length > 0
    ? bars(
        'Reads on each day',
        days.map(({ day, reads }) => ({ name: day, value: reads })),
      )
    : ''
}
${table('Hits: reads that match an entry of a list', ['List', 'Grade', 'Hits', 'Alerts'], rows)}
<p class="note">A hit alone is no reason to stop anybody: a person compares plate and state with both images, and confirms that the entry is still live. “Look only” means that something about the hit is in doubt.</p>`
}

function rightPart({ dispositions }: MonthFigures): string {
  const { decided, byKind, confirmed, wrong, escalated, quarantined } = dispositions
  const rows = [
    ['Correct', byKind.correct],
    ['Plate right, other state', byKind['wrong-state']],
    ['Misread', byKind.misread],
    ['Not actionable', byKind['not-actionable']],
  ]
  return `<h2>How often alerts were right</h2>
<p>Of ${number(decided)} alerts that a person judged in the month, ${intervalText(confirmed)} were confirmed and ${intervalText(wrong)} were wrong: misread, or of another state. ${number(escalated)} alerts went to a supervisor because nobody had acknowledged them in time. ${number(quarantined)} cameras were found to err too often; a hit of theirs is “look only”.</p>
${decided === 0 ? '' : table('What alerts came to', ['Judged as', 'Alerts'], rows)}
<p class="note">In brackets: between which shares the true one lies, with 95 % confidence (Wilson's interval). Few cases make it wide.</p>`
}

const intervalText = (interval: Interval | null) =>
  interval === null
    ? 'none'
    : `${number(interval.count)} (${perCent(interval.share)}; ${perCent(interval.low)} to ${perCent(interval.high)})`

function searchPart({ searches }: MonthFigures): string {
  const purposes = Object.entries(PURPOSE_NAMES).map(([purpose, name]) => [
    name,
    searches.byPurpose[purpose as keyof typeof PURPOSE_NAMES],
  ])
  const roles = Object.entries(ROLE_NAMES).flatMap(([role, name]) => {
    const n = searches.byRole[role as keyof typeof ROLE_NAMES]
    return n === undefined ? [] : [[name, n]]
  })
  return `<h2>Who searched, and for what</h2>
<p>Every search names one of four purposes and an open case. ${number(searches.refused)} were refused. Broad searches need another person's release: ${number(searches.releasesAsked)} were asked for, ${number(searches.releasesGiven)} given, ${number(searches.releasesRefused)} refused.</p>
${table('Searches by purpose', ['Purpose', 'Searches'], purposes)}
${table('Searches by the role of who searched', ['Role', 'Searches'], roles)}
<p class="note">Somebody who holds two roles is counted under both.</p>`
}

function oversightPart({ searches, uses, holds, disclosures }: MonthFigures): string {
  const { reviews, flags, repeatNotices } = searches
  const refused = uses
    .filter((use) => use.refused > 0)
    .map(({ action, done, refused: n }) => [action, done, n])
  return `<h2>Oversight</h2>
<p>Chance drew ${number(reviews.drawn)} searches for review by the Bureau of Professional Standards: ${number(reviews.proper)} were found proper, ${number(reviews.improper)} improper, ${number(reviews.unclear)} unclear, and ${number(reviews.open)} are not reviewed yet. ${number(repeatNotices)} notices were raised because one person had searched the same plate again and again. ${number(flags.raised)} uses were flagged as doubtful and ${number(flags.decided)} such cases decided.</p>
${table('Attempts that the system refused', ['Act', 'Done', 'Refused'], refused)}
<p class="note">Acts are named as in the log of use. An attempt is refused when its role, its case, its purpose or a second person is missing.</p>
<h2>Evidence and disclosure</h2>
<p>At the end ${number(holds.activeAtEnd)} holds kept records beyond their time as evidence, ${number(holds.overdueAtEnd)} of them overdue for review. In the month ${number(holds.proposed)} were proposed, ${number(holds.approved)} approved by a second person, ${number(holds.refused)} refused, ${number(holds.released)} released.</p>
<p>${number(disclosures.requests)} requests came from outside the department; ${number(disclosures.requestsRefused)} were refused. ${number(disclosures.approved)} disclosures were approved and ${number(disclosures.refused)} refused; ${number(disclosures.exports)} exports gave out ${number(disclosures.reads)} reads with ${number(disclosures.images)} images. Nothing is shared with anybody by an application.</p>`
}

function complaintPart({ complaints }: MonthFigures, face: PublicFace): string {
  const received = Object.entries(COMPLAINT_NAMES).flatMap(([kind, name]) => {
    const n = complaints.received[kind as keyof typeof COMPLAINT_NAMES]
    return n === undefined ? [] : [[name, n]]
  })
  const answered = Object.entries(OUTCOME_NAMES).flatMap(([outcome, name]) => {
    const n = complaints.answered[outcome as keyof typeof OUTCOME_NAMES]
    return n === undefined ? [] : [[name, n]]
  })
  return `<h2>Complaints</h2>
${table('Received in the month', ['About', 'Complaints'], received)}
${table('Answered in the month', ['Outcome', 'Complaints'], answered)}
<p>${number(complaints.answeredLate)} were answered after they were due. At the end ${number(complaints.openAtEnd)} were open, ${number(complaints.overdueAtEnd)} of them overdue.</p>
<p>To complain about a reader or its use:</p>${contacts(face)}`
}

const total = (counts: Readonly<Record<string, number | undefined>>) =>
  Object.values(counts).reduce<number>((sum, n) => sum + (n ?? 0), 0)

/** `2026-11-01 06:00 UTC` */
const timeText = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
