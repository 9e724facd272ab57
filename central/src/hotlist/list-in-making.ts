import { type EntryRows, entryRows } from '@archway/shared/entry-rows'
import { bucketDigests, listDigest } from '@archway/shared/list-digest'
import { type HotlistLedger, type ListedEntry, takeTurn, type VersionUse } from '../ledger/hotlist-ledger.ts'
import { entryFeed, type HandOver } from './entry-feed.ts'
import { oldestSource } from './house-lists.ts'
import type { IdSet } from './id-set.ts'
import type { InForce } from './in-force.ts'
import { paceOf } from './pace.ts'
import type { ListReport } from './read-list.ts'

/** Ids of entries that end, handed over at once. */
const ENDED_AT_ONCE = 10_000
/** How long the thread reads on before it looks whether the ledger waits for more; and after how many entries it asks. */
const READ_ON_MS = 5
const ENTRIES_A_LOOK = 64

/** A list that is being replaced: what is new is written as it comes, and none of it counts before it is finished. */
export interface ListInMaking {
  readonly add: HandOver
  /**
   * @param fresh what the list is then; settled
   * @param ids what the file has: entries whose ids were not met end
   */
  finish(
    fresh: EntryRows,
    ids: IdSet,
    sourceAt: number,
    at: number,
    use: VersionUse,
  ): Promise<{ readonly version: number } | 'outdated'>
  /** Removes what was written. */
  discard(): Promise<void>
}

export async function beginList(
  ledger: HotlistLedger,
  list: string,
  { basedOn, lists, own, others }: InForce,
): Promise<ListInMaking | 'outdated'> {
  const begun = await takeTurn(ledger, basedOn)
  if (begun === 'outdated') return 'outdated'
  const { turn } = begun
  return {
    add: (entries) => ledger.addEntries(turn, basedOn, list, entries),
    async finish(fresh, ids, sourceAt, at, use) {
      const unmet = ids.unmet()
      for (let from = 0; from < unmet.length; from += ENDED_AT_ONCE) {
        const ending = unmet.slice(from, from + ENDED_AT_ONCE).map(own.idAt)
        const ended = await ledger.endEntries(turn, basedOn, ending)
        if (ended === 'outdated') return 'outdated'
      }
      const after = [...lists.filter((one) => one.list !== list), { list, entries: fresh.size, sourceAt }]
      const version = {
        list,
        sourceAt,
        importedAt: at,
        entries: others.size + fresh.size,
        digest: listDigest(bucketDigests(others, { leaving: new Set(), coming: fresh })),
        oldestSourceAt: oldestSource(after, at),
        ofList: fresh.size,
      }
      return ledger.finishVersion(turn, basedOn, version, use)
    },
    async discard() {
      // Whoever begins removes what another left; unless a third has begun meanwhile, who did so.
      await takeTurn(ledger, basedOn)
    },
  }
}

/**
 * Takes every entry of a file: all of them in compact form, and those that are new into the list in making. The file is
 * read on while the ledger writes.
 * @param ids where the scan notes what it meets
 * @param making null: nothing is written
 */
export async function takeAll(
  scan: Generator<ListedEntry, ListReport>,
  ids: IdSet,
  making: ListInMaking | null,
): Promise<{ readonly report: ListReport; readonly fresh: EntryRows } | 'outdated'> {
  const fresh = entryRows([], ids.size())
  const feed = making && entryFeed(making.add)
  const pace = paceOf(READ_ON_MS)
  for (let taken = 1; ; taken++) {
    const next = scan.next()
    if (next.done) {
      if ((await feed?.end()) === 'outdated') return 'outdated'
      fresh.settle()
      return { report: next.value, fresh }
    }
    fresh.push(next.value)
    if (feed && !ids.wasListed(next.value.id)) feed.add(next.value)
    if (feed?.isFull() && (await feed.flush()) === 'outdated') return 'outdated'
    if (taken % ENTRIES_A_LOOK === 0 && pace.isDue()) await pace.letOthers()
  }
}
