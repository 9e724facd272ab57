import type { Policy } from '@archway/shared/policy'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'
import { judgeRow } from './judge-row.ts'
import type { Layout } from './layout.ts'
import { LayoutError, readLines } from './read-lines.ts'
import { LINE_REFUSALS, type LineRefusal } from './source-row.ts'

/** Of how many refused lines the numbers are kept, for each reason. */
const KEPT_LINES = 20

export interface ListReport {
  readonly lines: number
  /** Lines that are records, taken or refused. */
  readonly records: number
  readonly headers: number
  readonly blank: number
  readonly trailers: number
  readonly refused: Readonly<Record<LineRefusal, number>>
  /** Line numbers of the first refusals of each reason. */
  readonly refusedLines: Readonly<Record<LineRefusal, readonly number[]>>
  /** Entries whose issuer is not known; they are taken, and what matches them is graded lower. */
  readonly unknownIssuers: number
}

export interface ReadList {
  readonly entries: readonly ListedEntry[]
  readonly report: ListReport
}

/**
 * A whole file as entries, with the account of every line.
 * @throws LayoutError when the file as a whole cannot be trusted: no text, no header, a false trailer
 */
export function readList(
  bytes: Uint8Array,
  layout: Layout,
  means: { list: string; policy: Policy; now: number },
): ReadList {
  const entries = new Map<string, ListedEntry>()
  const counts = { lines: 0, records: 0, headers: 0, blank: 0, trailers: 0 }
  const refused = perReason(() => 0)
  const refusedLines = perReason<number[]>(() => [])
  const refuse = (reason: LineRefusal, line: number) => {
    refused[reason] += 1
    if (refusedLines[reason].length < KEPT_LINES) refusedLines[reason].push(line)
  }

  for (const read of readLines(decode(bytes), layout)) {
    counts.lines += 1
    if (read.kind === 'header') counts.headers += 1
    else if (read.kind === 'blank') counts.blank += 1
    else if (read.kind === 'trailer') {
      counts.trailers += 1
      if (read.count !== counts.records) {
        throw new LayoutError(
          `the trailer says ${read.count} records and the file has ${counts.records}: it is not whole; fetch it again`,
        )
      }
    } else {
      counts.records += 1
      const entry = read.kind === 'record' ? judgeRow(read.row, layout, means) : null
      if (!entry) refuse('not-a-record', read.line)
      else if (!entry.ok) refuse(entry.error, read.line)
      else if (entries.has(entry.value.id)) refuse('duplicate', read.line)
      else entries.set(entry.value.id, entry.value)
    }
  }
  const taken = [...entries.values()]
  const unknownIssuers = taken.filter((entry) => entry.jurisdiction === null).length
  return { entries: taken, report: { ...counts, refused, refusedLines, unknownIssuers } }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new LayoutError('the file is not text in UTF-8; convert it first, for example with iconv')
  }
}

const perReason = <T>(make: () => T): Record<LineRefusal, T> =>
  Object.fromEntries(LINE_REFUSALS.map((reason) => [reason, make()])) as Record<LineRefusal, T>
