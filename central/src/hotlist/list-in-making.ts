import { type EntryRows, entryRows } from '@archway/shared/entry-rows'
import type { EntryId } from '@archway/shared/hotlist'
import { bucketDigests, listDigest } from '@archway/shared/list-digest'
import type { HotlistLedger, ListedEntry, ListState, VersionUse } from '../ledger/hotlist-ledger.ts'
import { oldestSource } from './house-lists.ts'
import { idSet } from './id-set.ts'
import type { ListReport } from './read-list.ts'

/** Entries read, or handed over to be written, at once. */
const PAGE = 5000
/**
 * New entries that are sorted by id and then written. Ids are as good as random: in the file's order nearly every row
 * would change a page of the index of its own, and in this order neighbours share one.
 */
const SORTED_AT_ONCE = 100_000

/** What is in force before a list is replaced, in compact form. */
export interface InForce {
  readonly basedOn: number
  readonly lists: readonly ListState[]
  /** The list that is replaced; null: there was none. */
  readonly current: ListState | null
  /** Its entries, and those of every other list; settled. */
  readonly own: EntryRows
  readonly others: EntryRows
}

export async function inForce(
  ledger: Pick<HotlistLedger, 'hotlistVersion' | 'lists' | 'entryPage'>,
  list: string,
): Promise<InForce> {
  const version = await ledger.hotlistVersion()
  const lists = await ledger.lists()
  const current = lists.find((one) => one.list === list) ?? null
  const [own, others] = [
    entryRows([], current?.entries),
    entryRows([], (version?.entries ?? 0) - (current?.entries ?? 0)),
  ]
  for (let after: number | null = version ? 0 : null; after !== null; ) {
    const page: Awaited<ReturnType<HotlistLedger['entryPage']>> = await ledger.entryPage(
      version?.version ?? 0,
      after,
      PAGE,
    )
    for (const entry of page.entries) (entry.id.startsWith(`${list}:`) ? own : others).push(entry)
    after = page.next
  }
  own.settle()
  others.settle()
  return { basedOn: version?.version ?? 0, lists, current, own, others }
}

/** A list that is being replaced: what is new is written as it comes, and none of it counts before it is finished. */
export interface ListInMaking {
  add(entries: readonly ListedEntry[]): Promise<'added' | 'outdated'>
  /** @param fresh what the list is then; settled */
  finish(
    fresh: EntryRows,
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
  const begun = await ledger.beginVersion(basedOn)
  if (begun === 'outdated') return 'outdated'
  const { turn } = begun
  return {
    add: (entries) => ledger.addEntries(turn, basedOn, list, entries),
    async finish(fresh, sourceAt, at, use) {
      if ((await ledger.endEntries(turn, basedOn, gone(own, fresh))) === 'outdated') return 'outdated'
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
      await ledger.beginVersion(basedOn)
    },
  }
}

/**
 * Takes every entry of a file: all of them in compact form, and those that are new into the list in making.
 * @param making null: nothing is written
 */
export async function takeAll(
  scan: Generator<ListedEntry, ListReport>,
  { own }: InForce,
  making: ListInMaking | null,
): Promise<{ readonly report: ListReport; readonly fresh: EntryRows } | 'outdated'> {
  const known = idSet()
  for (let row = 0; row < own.size; row++) known.add(own.idAt(row))
  const fresh = entryRows([], own.size)
  let batch: ListedEntry[] = []
  for (;;) {
    const next = scan.next()
    if (!next.done) {
      fresh.push(next.value)
      if (making && !known.has(next.value.id)) batch.push(next.value)
    }
    if (making && batch.length > 0 && (next.done || batch.length === SORTED_AT_ONCE)) {
      batch.sort((a, b) => (a.id < b.id ? -1 : 1))
      // Handed over a page at a time: whoever else asks the ledger gets a turn between them.
      for (let from = 0; from < batch.length; from += PAGE) {
        if ((await making.add(batch.slice(from, from + PAGE))) === 'outdated') return 'outdated'
      }
      batch = []
    }
    if (next.done) {
      fresh.settle()
      return { report: next.value, fresh }
    }
  }
}

/** Ids that the list held and holds no more, by one walk over both, which stand in the same order. */
function gone(own: EntryRows, fresh: EntryRows): EntryId[] {
  const ids: EntryId[] = []
  let next = 0
  for (let row = 0; row < own.size; row++) {
    while (next < fresh.size && fresh.compare(next, own, row) < 0) next += 1
    const stays = next < fresh.size && fresh.compare(next, own, row) === 0
    if (!stays) ids.push(own.idAt(row))
  }
  return ids
}
