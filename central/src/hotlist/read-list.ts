import type { EntryId } from '@archway/shared/hotlist'
import type { Policy } from '@archway/shared/policy'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'
import { type IdSet, idSet } from './id-set.ts'
import { judgeOf } from './judge-row.ts'
import type { Layout } from './layout.ts'
import { LayoutError, linesOf, readLines } from './read-lines.ts'
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

export interface ScanMeans {
  readonly list: string
  readonly policy: Policy
  readonly now: number
  /** Entries that a person recalled: the source may still list them, and they stay off. */
  readonly recalled: ReadonlySet<EntryId>
  /** Where the ids that are met are noted, beside those that were listed before. */
  readonly ids?: IdSet
}

/**
 * Goes through a whole file: its entries, in its order, and at the end the account of every line. It holds neither the
 * file nor its entries.
 * @throws LayoutError when the file as a whole cannot be trusted: no text, no header, a false trailer
 */
export function* scanList(
  chunks: Iterable<Uint8Array>,
  layout: Layout,
  means: ScanMeans,
): Generator<ListedEntry, ListReport> {
  const ids = means.ids ?? idSet()
  const counts = { lines: 0, records: 0, headers: 0, blank: 0, trailers: 0 }
  let unknownIssuers = 0
  const refused = perReason(() => 0)
  const refusedLines = perReason<number[]>(() => [])
  const refuse = (reason: LineRefusal, line: number) => {
    refused[reason] += 1
    if (refusedLines[reason].length < KEPT_LINES) refusedLines[reason].push(line)
  }
  const judge = judgeOf(layout, means)

  for (const read of readLines(linesOf(chunks), layout)) {
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
      const judged = read.kind === 'record' ? judge(read.row) : null
      if (!judged) refuse('not-a-record', read.line)
      else if (!judged.ok) refuse(judged.error, read.line)
      else if (means.recalled.has(judged.value.id)) refuse('recalled', read.line)
      else if (!ids.meet(judged.value.id)) refuse('duplicate', read.line)
      else {
        if (judged.value.jurisdiction === null) unknownIssuers += 1
        yield judged.value
      }
    }
  }
  return { ...counts, refused, refusedLines, unknownIssuers }
}

const perReason = <T>(make: () => T): Record<LineRefusal, T> =>
  Object.fromEntries(LINE_REFUSALS.map((reason) => [reason, make()])) as Record<LineRefusal, T>
