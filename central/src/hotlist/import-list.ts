import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EntryRows, entryRows } from '@archway/shared/entry-rows'
import type { EntryId } from '@archway/shared/hotlist'
import type { Policy } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import type { EntryLedger } from '../ledger/entry-ledger.ts'
import type { HotlistLedger } from '../ledger/hotlist-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { isHouseList } from './house-lists.ts'
import type { Layout } from './layout.ts'
import { LayoutError } from './read-lines.ts'
import { type ListReport, scanList } from './read-list.ts'
import { type Scan, type Scanned, storeList } from './store-list.ts'

/** How far ahead of our clock a source's may be. */
const CLOCK_AHEAD_MS = 10 * 60_000
const ATTEMPTS = 5

export interface ListFile {
  /** The name under which this source's lists replace one another. */
  readonly list: string
  /** The file from its beginning, piece by piece; it is read twice. */
  readonly open: () => Iterable<Uint8Array>
  readonly layout: Layout
  /** When the source produced the file. */
  readonly sourceAt: number
}

export interface ImportMeans {
  readonly ledger: HotlistLedger & UseLog & Pick<EntryLedger, 'recalledIds'>
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

export interface ImportChoices {
  readonly dryRun: boolean
  /** Who confirms that the list may lose more than policy lets it lose unasked; null: nobody does. */
  readonly shrinkConfirmedBy: string | null
}

/** Imports a whole file as the list's new content, or nothing of it. */
export async function importList(
  file: ListFile,
  choices: ImportChoices,
  means: ImportMeans,
): Promise<Result<ImportOutcome, ImportRefusal>> {
  const outcome = await attempt(file, choices, means)
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
  choices: ImportChoices,
  means: ImportMeans,
): Promise<Result<ImportOutcome, ImportRefusal>> {
  if (isHouseList(file.list)) {
    return fail({
      reason: `the list "${file.list}" is kept by Archway itself; give the file another name`,
      report: null,
    })
  }
  const timeProblem = checkSourceTime(file.sourceAt, means)
  if (timeProblem) return fail({ reason: timeProblem, report: null })
  const scan = scanner(file, means, new Set(await means.ledger.recalledIds()))
  const fresh = entryRows()
  let scanned: Scanned
  try {
    scanned = pushAll(scan(), fresh)
  } catch (error) {
    if (error instanceof LayoutError) return fail({ reason: error.message, report: null })
    throw error
  }
  const { report } = scanned
  if (report.records === 0) return fail({ reason: 'the file has no records', report })
  fresh.settle()

  for (let tries = 0; tries < ATTEMPTS; tries++) {
    const current = (await means.ledger.lists()).find(({ list }) => list === file.list)
    const before = current?.entries ?? 0
    const problem = checkContent(file, fresh.size, current ?? null, choices, means.policy)
    if (problem) return fail({ reason: problem, report })
    if (choices.dryRun) return ok({ report, entries: fresh.size, before, version: null })
    const stored = await storeList(
      { file, fresh, scanned, scan, shrinkConfirmedBy: choices.shrinkConfirmedBy },
      means,
    )
    if (stored === 'changed') {
      return fail({
        reason: 'the file changed while it was read; wait until it is whole, and try again',
        report,
      })
    }
    if (stored !== 'outdated') return ok({ report, entries: fresh.size, before, version: stored.version })
    // Another import came between; what is in force has to be looked at again.
    await sleep(50 * (tries + 1))
  }
  return fail({ reason: 'other imports keep coming between; try again when they are done', report })
}

/** Goes through the file, with the digest of its bytes. */
function scanner(
  { list, layout, open }: ListFile,
  { policy, now }: ImportMeans,
  recalled: ReadonlySet<EntryId>,
): Scan {
  return function* () {
    const hash = createHash('sha256')
    function* hashed() {
      for (const chunk of open()) {
        hash.update(chunk)
        yield chunk
      }
    }
    const report = yield* scanList(hashed(), layout, { list, policy, now, recalled })
    return { report, sha256: hash.digest('hex') }
  }
}

function pushAll(entries: ReturnType<Scan>, into: EntryRows): Scanned {
  for (;;) {
    const next = entries.next()
    if (next.done) return next.value
    into.push(next.value)
  }
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
  { shrinkConfirmedBy }: ImportChoices,
  { hotlist: { shrinkPercent } }: Policy,
): string | null {
  if (current && file.sourceAt < current.sourceAt) {
    return `the list "${file.list}" in force is newer (${new Date(current.sourceAt).toISOString()}) than this file`
  }
  if (shrinkConfirmedBy !== null) return null
  if (entries === 0) {
    return 'no line gave an entry; check the format, or confirm by name with --accept-shrink to empty the list'
  }
  const before = current?.entries ?? 0
  if (entries >= before * (1 - shrinkPercent / 100)) return null
  return `the list would shrink from ${before} to ${entries} entries, by more than ${shrinkPercent} %; if that is right, confirm by name with --accept-shrink`
}
