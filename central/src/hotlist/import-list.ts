import { setTimeout as sleep } from 'node:timers/promises'
import type { Entry } from '@archway/shared/hotlist'
import { hotlistDigest } from '@archway/shared/list-digest'
import type { Policy } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import type { HotlistLedger, ListedEntry } from '../ledger/hotlist-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { Layout } from './layout.ts'
import { LayoutError } from './read-lines.ts'
import { type ListReport, readList } from './read-list.ts'

/** A list may lose so much of itself at once; more is rather a broken file, until a person says otherwise. */
const MOST_SHRINK = 0.2
/** How far ahead of our clock a source's may be. */
const CLOCK_AHEAD_MS = 10 * 60_000
const ATTEMPTS = 5

export interface ListFile {
  /** The name under which this source's lists replace one another. */
  readonly list: string
  readonly bytes: Uint8Array
  readonly layout: Layout
  /** When the source produced the file. */
  readonly sourceAt: number
}

export interface ImportMeans {
  readonly ledger: HotlistLedger & UseLog
  readonly policy: Policy
  readonly now: number
  readonly by: string
  /** A source older than this is not worth importing: units would refuse to match with it. */
  readonly maxAgeMs: number
}

export interface ImportOutcome {
  readonly report: ListReport
  readonly entries: number
  /** Entries of this list in force before. */
  readonly before: number
  /** Null after a dry run. */
  readonly version: number | null
}

/** `reason` says what is wrong and what to do. Nothing was changed. */
export interface ImportRefusal {
  readonly reason: string
  readonly report: ListReport | null
}

/** Imports a whole file as the list's new content, or nothing of it. */
export async function importList(
  file: ListFile,
  { dryRun, acceptShrink }: { dryRun: boolean; acceptShrink: boolean },
  means: ImportMeans,
): Promise<Result<ImportOutcome, ImportRefusal>> {
  const outcome = await attempt(file, { dryRun, acceptShrink }, means)
  if (!outcome.ok) {
    await means.ledger.logUse({
      at: means.now,
      who: means.by,
      action: 'hotlist-import',
      outcome: 'failure',
      subject: file.list,
      detail: outcome.error.reason.slice(0, 300),
    })
  }
  return outcome
}

async function attempt(
  file: ListFile,
  { dryRun, acceptShrink }: { dryRun: boolean; acceptShrink: boolean },
  means: ImportMeans,
): Promise<Result<ImportOutcome, ImportRefusal>> {
  const timeProblem = checkSourceTime(file.sourceAt, means)
  if (timeProblem) return fail({ reason: timeProblem, report: null })
  let read: ReturnType<typeof readList>
  try {
    read = readList(file.bytes, file.layout, { list: file.list, policy: means.policy, now: means.now })
  } catch (error) {
    if (error instanceof LayoutError) return fail({ reason: error.message, report: null })
    throw error
  }
  const { entries, report } = read
  if (report.records === 0) return fail({ reason: 'the file has no records', report })

  for (let tries = 0; tries < ATTEMPTS; tries++) {
    const current = (await means.ledger.lists()).find(({ list }) => list === file.list)
    const before = current?.entries ?? 0
    const problem = checkContent(file, entries.length, current ?? null, acceptShrink)
    if (problem) return fail({ reason: problem, report })
    if (dryRun) return ok({ report, entries: entries.length, before, version: null })
    const stored = await store(file, entries, report, means)
    if (stored !== 'outdated') return ok({ report, entries: entries.length, before, version: stored.version })
    // Another import came between; what is in force has to be looked at again.
    await sleep(50 * (tries + 1))
  }
  return fail({ reason: 'other imports keep coming between; try again when they are done', report })
}

function checkSourceTime(sourceAt: number, { now, maxAgeMs }: ImportMeans): string | null {
  if (sourceAt > now + CLOCK_AHEAD_MS) {
    return `the source time ${new Date(sourceAt).toISOString()} lies in the future; check it and this clock`
  }
  if (now - sourceAt < maxAgeMs) return null
  const hours = Math.round((now - sourceAt) / 3_600_000)
  return `the source is ${hours} hours old, and lists count as dead after ${maxAgeMs / 3_600_000}; fetch a new one`
}

function checkContent(
  file: ListFile,
  entries: number,
  current: { entries: number; sourceAt: number } | null,
  acceptShrink: boolean,
): string | null {
  if (current && file.sourceAt < current.sourceAt) {
    return `the list "${file.list}" in force is newer (${new Date(current.sourceAt).toISOString()}) than this file`
  }
  if (acceptShrink) return null
  if (entries === 0)
    return 'no line gave an entry; check the format, or say --accept-shrink to empty the list'
  const before = current?.entries ?? 0
  if (entries >= before * (1 - MOST_SHRINK)) return null
  return `the list would shrink from ${before} to ${entries} entries; if that is right, say --accept-shrink`
}

async function store(
  file: ListFile,
  entries: readonly ListedEntry[],
  report: ListReport,
  { ledger, now, by }: ImportMeans,
): Promise<{ version: number } | 'outdated'> {
  const basedOn = (await ledger.hotlistVersion())?.version ?? 0
  const others = await ledger.entriesOfOthers(file.list)
  const sourceTimes = (await ledger.lists())
    .filter(({ list, entries: size }) => list !== file.list && size > 0)
    .map(({ sourceAt }) => sourceAt)
  const refused = Object.entries(report.refused).filter(([, count]) => count > 0)
  return ledger.importList(
    {
      list: file.list,
      sourceAt: file.sourceAt,
      importedAt: now,
      entries: others.length + entries.length,
      digest: hotlistDigest([...others, ...entries.map(onUnits)]),
      oldestSourceAt: Math.min(file.sourceAt, ...sourceTimes),
    },
    entries,
    basedOn,
    {
      by,
      detail: `${entries.length} entries; refused ${refused.map(([why, count]) => `${why} ${count}`).join(', ') || 'none'}`,
    },
  )
}

/** What of an entry leaves central: the digest is over exactly this. */
const onUnits = ({ id, plate, folded, jurisdiction, category, flags, expiresAt }: ListedEntry): Entry => ({
  id,
  plate,
  folded,
  jurisdiction,
  category,
  flags,
  expiresAt,
})
