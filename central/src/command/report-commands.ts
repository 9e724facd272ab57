import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Month } from '@archway/shared/api/report'
import { canonicalJson } from '@archway/shared/signing'
import { policyAt } from '../policy/policy-book.ts'
import { findBrowser, printPdf } from '../report/print-pdf.ts'
import { createReportDesk, type ReportDesk } from '../report/report-desk.ts'
import { actAs } from './act-as.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns, timeText } from './terminal.ts'

/** The days' files belong to a running server, which counts them once an hour; here those counts are taken as they are. */
async function deskOf({ config, ledger, now }: CommandMeans): Promise<ReportDesk> {
  const { policy } = await policyAt(ledger, config.policy, now())
  return createReportDesk({
    ledger,
    face: config.public,
    retentionDays: () => policy.retention.days,
    countDays: () => Promise.resolve(),
    now,
  })
}

interface Order {
  readonly month: Month
  readonly to: string
  readonly pdf: boolean
  /** The browser's program; null: the first that is found. */
  readonly browser: string | null
}

/** Writes the month's figures as they are now into a folder: HTML, CSV, JSON, and PDF where it is asked for. */
export async function draftReport(order: Order, means: CommandMeans): Promise<number> {
  const { figures, html, csv } = await (await deskOf(means)).draft(order.month)
  const { ledger, terminal, now, by } = means
  await ledger.logUse({
    at: now(),
    who: by,
    action: 'report-view',
    outcome: 'success',
    subject: order.month,
    detail: 'draft',
  })
  terminal.err('a draft, of what the server last counted (once an hour)')
  return writeReport(`${order.month}-draft`, { html, csv, figures: canonicalJson(figures) }, order, means)
}

/** Writes a published report, byte for byte, for a web site or for print. */
export async function exportReport(
  order: Order & { readonly revision: number | null },
  means: CommandMeans,
): Promise<number> {
  const { month, revision } = order
  const known = (await means.ledger.publishedReports()).filter((report) => report.month === month)
  const wanted = revision ?? known[0]?.revision
  const [html, csv, figures] = await Promise.all(
    (['html', 'csv', 'figures'] as const).map((form) => means.ledger.reportText(month, wanted ?? 0, form)),
  )
  if (!html || !csv || !figures) {
    means.terminal.err(`${month} has no such report; published are: ${known.length} of that month`)
    return REFUSED
  }
  return writeReport(`${month}-${wanted}`, { html, csv, figures }, order, means)
}

async function writeReport(
  name: string,
  { html, csv, figures }: { html: string; csv: string; figures: string },
  { to, pdf, browser }: Order,
  { terminal }: CommandMeans,
): Promise<number> {
  await mkdir(to, { recursive: true })
  const path = (ending: string) => join(to, `licence-plate-readers-${name}.${ending}`)
  for (const [ending, content] of [
    ['html', html],
    ['csv', csv],
    ['json', figures],
  ] as const) {
    await writeFile(path(ending), content)
    terminal.out(path(ending))
  }
  if (!pdf) return DONE
  const program = findBrowser(process.env.PATH ?? '', browser)
  if (!program) {
    terminal.err(
      `no PDF: there is no Chromium here. Open ${path('html')} in any browser and print it to a file (Letter or A4), or install the package "chromium", or name one with --browser.`,
    )
    return REFUSED
  }
  const profile = await mkdtemp(join(tmpdir(), 'archway-print-'))
  try {
    await printPdf(program, path('html'), path('pdf'), profile)
  } finally {
    await rm(profile, { recursive: true, force: true })
  }
  terminal.out(path('pdf'))
  return DONE
}

export async function publishReport(
  { month, because, as }: { month: Month; because: string | null; as: string },
  means: CommandMeans,
): Promise<number> {
  const { terminal } = means
  if (!(await actAs(as, 'report-publish', means))) return REFUSED
  const outcome = await (await deskOf(means)).publish(month, because, as)
  if (!outcome.ok) {
    const said = {
      'not-over': 'the month is not over',
      'needs-reason': 'the month has a report; say with --because why it is revised',
      overtaken: 'somebody else published one at this moment',
    }
    terminal.err(`not published: ${said[outcome.error]}`)
    return REFUSED
  }
  const { revision, sha256 } = outcome.value
  terminal.err(`published ${month}, revision ${revision}; it stands on the public page`)
  for (const [form, hash] of Object.entries(sha256)) terminal.out(`${hash}  ${form}`)
  return DONE
}

export async function listReports({ ledger, terminal }: CommandMeans): Promise<number> {
  const rows = (await ledger.publishedReports()).map(
    ({ month, revision, publishedAt, publishedBy, because, sha256 }) => [
      month,
      `${revision}`,
      timeText(publishedAt),
      publishedBy,
      sha256.html,
      because ?? '',
    ],
  )
  for (const line of columns([['MONTH', 'REV', 'PUBLISHED', 'BY', 'SHA-256 OF THE HTML', 'WHY'], ...rows])) {
    terminal.out(line)
  }
  return DONE
}

export async function listEvents(device: string | null, { ledger, terminal }: CommandMeans): Promise<number> {
  const events = await ledger.unitEvents({ device, before: null, limit: 500 })
  const rows = events.map(({ n, device: unit, kind, part, since, until, detail, recordedBy }) => [
    `${n}`,
    unit,
    part === '' ? kind : `${kind} ${part}`,
    timeText(since),
    recordedBy !== null ? `by ${recordedBy}` : until === null ? 'still' : timeText(until),
    detail,
  ])
  for (const line of columns([['N', 'UNIT', 'WHAT', 'SINCE', 'UNTIL', 'DETAIL'], ...rows])) terminal.out(line)
  return DONE
}
