import { existsSync } from 'node:fs'
import { mayDo, rolesFor } from '@archway/shared/act'
import { fail, ok, type Result } from '@archway/shared/result'
import { fileChunks } from '../hotlist/file-chunks.ts'
import { importList } from '../hotlist/import-list.ts'
import { Layout } from '../hotlist/layout.ts'
import { LAYOUTS } from '../hotlist/layouts.ts'
import { diffLists } from '../hotlist/list-diff.ts'
import type { ListReport } from '../hotlist/read-list.ts'
import { LINE_REFUSALS } from '../hotlist/source-row.ts'
import { policyAt } from '../policy/policy-book.ts'
import { readSettings } from '../settings-file.ts'
import { type CommandMeans, DONE, MISUSE, REFUSED } from './means.ts'
import { columns, timeText } from './terminal.ts'

export interface ImportOrder {
  readonly file: string
  /** A shipped layout's name, or a YAML file with a layout. */
  readonly format: string
  readonly list: string
  /** Milliseconds since 1970. */
  readonly sourceAt: number
  readonly dryRun: boolean
  /** Who confirms that the list may lose more than policy lets it lose unasked. */
  readonly acceptShrink: string | null
}

export async function importHotlist(order: ImportOrder, means: CommandMeans): Promise<number> {
  const { config, ledger, terminal, now, by } = means
  const layout = layoutOf(order.format)
  if (!layout.ok) {
    for (const complaint of layout.error) terminal.err(complaint)
    return MISUSE
  }
  if (!existsSync(order.file)) {
    terminal.err(`there is no file ${order.file}`)
    return MISUSE
  }
  const stranger = order.acceptShrink === null ? null : await strangerOf(order.acceptShrink, means)
  if (stranger !== null) {
    terminal.err(stranger)
    return MISUSE
  }
  const { policy } = await policyAt(ledger, config.policy, now())
  const outcome = await importList(
    { list: order.list, open: () => fileChunks(order.file), layout: layout.value, sourceAt: order.sourceAt },
    { dryRun: order.dryRun, shrinkConfirmedBy: order.acceptShrink },
    { ledger, policy, now: now(), by, maxAgeMs: config.hotlist.maxAgeMs },
  )
  const report = outcome.ok ? outcome.value.report : outcome.error.report
  if (report) for (const line of reportLines(report)) terminal.out(line)
  if (!outcome.ok) {
    terminal.err(`not imported: ${outcome.error.reason}`)
    return REFUSED
  }
  const { entries, before, version } = outcome.value
  terminal.out(`${entries} entries in "${order.list}", ${before} before`)
  terminal.err(version === null ? 'dry run: nothing was changed' : `imported as version ${version}`)
  return DONE
}

/** Null: this person may confirm it. */
async function strangerOf(name: string, { ledger }: CommandMeans): Promise<string | null> {
  const person = (await ledger.people()).find((one) => one.name === name)
  if (!person) return `--accept-shrink: there is no person ${name}`
  if (mayDo(person.roles, 'hotlist-import')) return null
  return `--accept-shrink: ${name} may not; it needs one of ${rolesFor('hotlist-import').join(', ')}`
}

function layoutOf(format: string): Result<Layout, readonly string[]> {
  const shipped = LAYOUTS[format]
  if (shipped) return ok(shipped)
  if (/\.ya?ml$/.test(format)) return readSettings(format, Layout)
  return fail([
    `no format "${format}"; known: ${Object.keys(LAYOUTS).join(', ')}, or a .yaml file with a layout`,
  ])
}

/** Line numbers, never lines: what a list says of people does not belong on a screen or in a log. */
function reportLines(report: ListReport): string[] {
  const refusals = LINE_REFUSALS.filter((reason) => report.refused[reason] > 0).map((reason) => {
    const lines = report.refusedLines[reason]
    const more = report.refused[reason] > lines.length ? ', …' : ''
    return `  ${reason}: ${report.refused[reason]} (lines ${lines.join(', ')}${more})`
  })
  const unknown = report.unknownIssuers > 0 ? [`  issuer not known: ${report.unknownIssuers} (taken)`] : []
  return [
    `${report.lines} lines: ${report.records} records, ${report.headers} header, ${report.trailers} trailer, ${report.blank} blank`,
    ...refusals,
    ...unknown,
  ]
}

export async function listHotlists({ ledger, terminal }: CommandMeans): Promise<number> {
  const version = await ledger.hotlistVersion()
  const rows = (await ledger.lists()).map(({ list, entries, sourceAt, version: of }) => [
    list,
    String(entries),
    timeText(sourceAt),
    String(of),
  ])
  for (const line of columns([['LIST', 'ENTRIES', 'SOURCE TIME', 'VERSION'], ...rows])) terminal.out(line)
  terminal.err(
    version ? `in force: version ${version.version}, ${version.entries} entries` : 'nothing was imported yet',
  )
  return DONE
}

export async function listVersions({ ledger, terminal }: CommandMeans): Promise<number> {
  const rows = (await ledger.hotlistVersions()).map(({ version, list, entries, sourceAt, importedAt }) => [
    String(version),
    list,
    String(entries),
    timeText(sourceAt),
    timeText(importedAt),
  ])
  for (const line of columns([['VERSION', 'LIST', 'ENTRIES OF ALL', 'SOURCE TIME', 'MADE'], ...rows])) {
    terminal.out(line)
  }
  return DONE
}

/** Counts only: whoever works at the machine sees no plate; the API shows entries to those who may. */
export async function diffVersions(from: number, to: number, means: CommandMeans): Promise<number> {
  const { ledger, terminal, now, by } = means
  const newest = (await ledger.hotlistVersion())?.version ?? 0
  if (from > newest || to > newest) {
    terminal.err(`the newest version is ${newest}`)
    return MISUSE
  }
  const { added, removed } = await diffLists(ledger, from, to, null)
  const use = { at: now(), who: by, action: 'hotlist-view', outcome: 'success' } as const
  await ledger.logUse({ ...use, subject: `versions ${from} to ${to}`, detail: 'counts' })
  terminal.out(`${added} added, ${removed} removed`)
  return DONE
}
