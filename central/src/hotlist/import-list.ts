import { createHash, type Hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Policy } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import type { EntryLedger } from '../ledger/entry-ledger.ts'
import type { HotlistLedger } from '../ledger/hotlist-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { isHouseList } from './house-lists.ts'
import { idSet } from './id-set.ts'
import { inForce } from './in-force.ts'
import type { Layout } from './layout.ts'
import { beginList, takeAll } from './list-in-making.ts'
import { LayoutError } from './read-lines.ts'
import { type ListReport, scanList } from './read-list.ts'

/** How far ahead of our clock a source's may be. */
const CLOCK_AHEAD_MS = 10 * 60_000
const ATTEMPTS = 5

export interface ListFile {
  /** The name under which this source's lists replace one another. */
  readonly list: string
  /** The file from its beginning, piece by piece. Asked for again when another import came between. */
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
    const reason = `the list "${file.list}" is kept by Archway itself; give the file another name`
    return fail({ reason, report: null })
  }
  const timeProblem = checkSourceTime(file.sourceAt, means)
  if (timeProblem) return fail({ reason: timeProblem, report: null })

  for (let tries = 0; tries < ATTEMPTS; tries++) {
    const outcome = await onceThrough(file, choices, means)
    if (outcome !== 'outdated') return outcome
    // Another import came between; what is in force has to be looked at again.
    await sleep(50 * (tries + 1))
  }
  return fail({ reason: 'other imports keep coming between; try again when they are done', report: null })
}

/** Reads the file once, and writes what is new as it comes: nothing of it counts before the version is made. */
async function onceThrough(
  file: ListFile,
  choices: ImportChoices,
  means: ImportMeans,
): Promise<Result<ImportOutcome, ImportRefusal> | 'outdated'> {
  const { ledger, policy, now, by } = means
  const state = await inForce(ledger, file.list)
  const making = choices.dryRun ? null : await beginList(ledger, file.list, state)
  if (making === 'outdated') return 'outdated'
  const refuse = async (refusal: ImportRefusal) => {
    await making?.discard()
    return fail(refusal)
  }

  const hash = createHash('sha256')
  const ids = idSet(state.own)
  const scan = scanList(hashed(file.open(), hash), file.layout, {
    list: file.list,
    policy,
    now,
    recalled: new Set(await ledger.recalledIds()),
    ids,
  })
  const taken = await takeAll(scan, ids, making).catch((error: unknown) => {
    if (error instanceof LayoutError) return error
    throw error
  })
  if (taken === 'outdated') return 'outdated'
  if (taken instanceof LayoutError) return refuse({ reason: taken.message, report: null })
  const { report, fresh } = taken
  if (report.records === 0) return refuse({ reason: 'the file has no records', report })
  const before = state.own.size
  const problem = checkContent(file, fresh.size, state.current, choices, policy)
  if (problem) return refuse({ reason: problem, report })
  if (!making) return ok({ report, entries: fresh.size, before, version: null })
  const detail = detailOf(report, fresh.size, hash.digest('hex'), choices.shrinkConfirmedBy)
  const made = await making.finish(fresh, ids, file.sourceAt, now, { by, detail })
  return made === 'outdated' ? made : ok({ report, entries: fresh.size, before, version: made.version })
}

function* hashed(chunks: Iterable<Uint8Array>, hash: Hash): Generator<Uint8Array> {
  for (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

function detailOf(report: ListReport, entries: number, sha256: string, confirmedBy: string | null): string {
  const refused = Object.entries(report.refused).filter(([, count]) => count > 0)
  const why = refused.map(([reason, count]) => `${reason} ${count}`).join(', ') || 'none'
  const shrink = confirmedBy === null ? '' : `; shrink confirmed by ${confirmedBy}`
  return `${entries} entries; refused ${why}; file ${sha256.slice(0, 16)}${shrink}`
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
