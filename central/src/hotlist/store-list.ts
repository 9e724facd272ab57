import type { EntryRows } from '@archway/shared/entry-rows'
import type { EntryId } from '@archway/shared/hotlist'
import { bucketDigests, listDigest } from '@archway/shared/list-digest'
import type { HotlistLedger, ListedEntry } from '../ledger/hotlist-ledger.ts'
import { oldestSource } from './house-lists.ts'
import { loadRows } from './list-rows.ts'
import type { ListReport } from './read-list.ts'

/** Entries handed over at once. */
const BATCH = 20_000

export interface Scanned {
  readonly report: ListReport
  /** Of the file's bytes. */
  readonly sha256: string
}

/** Goes through the whole file, from its beginning. */
export type Scan = () => Generator<ListedEntry, Scanned>

export interface StoreOrder {
  readonly file: { readonly list: string; readonly sourceAt: number }
  /** What the file holds; settled. */
  readonly fresh: EntryRows
  readonly scanned: Scanned
  readonly scan: Scan
  readonly shrinkConfirmedBy: string | null
}

/**
 * Makes the file the content of its list. What a list of millions keeps is compared in compact form; the file is
 * read again only for what is new.
 */
export async function storeList(
  { file: { list, sourceAt }, fresh, scanned, scan, shrinkConfirmedBy }: StoreOrder,
  { ledger, now, by }: { readonly ledger: HotlistLedger; readonly now: number; readonly by: string },
): Promise<{ readonly version: number } | 'outdated' | 'changed'> {
  const current = await ledger.hotlistVersion()
  const basedOn = current?.version ?? 0
  const lists = await ledger.lists()
  const own = await loadRows(
    ledger,
    basedOn,
    { only: list },
    lists.find((one) => one.list === list)?.entries ?? 0,
  )
  const { added, removed } = compared(own, fresh)

  const begun = await ledger.beginVersion(basedOn)
  if (begun === 'outdated') return 'outdated'
  const { turn } = begun
  if (added === 'all' || added.size > 0) {
    const entries = scan()
    for (;;) {
      const { batch, end } = nextBatch(entries, added)
      if ((await ledger.addEntries(turn, basedOn, list, batch)) === 'outdated') return 'outdated'
      if (end && end.sha256 !== scanned.sha256) return 'changed'
      if (end) break
    }
  }
  if ((await ledger.endEntries(turn, basedOn, removed)) === 'outdated') return 'outdated'

  const others = await loadRows(ledger, basedOn, { except: list }, (current?.entries ?? 0) - own.size)
  const after = [...lists.filter((one) => one.list !== list), { list, entries: fresh.size, sourceAt }]
  const version = {
    list,
    sourceAt,
    importedAt: now,
    entries: others.size + fresh.size,
    digest: listDigest(bucketDigests(others, { leaving: new Set(), coming: fresh })),
    oldestSourceAt: oldestSource(after, now),
    ofList: fresh.size,
  }
  return ledger.finishVersion(turn, basedOn, version, {
    by,
    detail: detailOf(scanned, fresh.size, shrinkConfirmedBy),
  })
}

/** What comes and what goes, by one walk over both, which stand in the same order. */
function compared(
  own: EntryRows,
  fresh: EntryRows,
): { added: ReadonlySet<EntryId> | 'all'; removed: EntryId[] } {
  if (own.size === 0) return { added: 'all', removed: [] }
  const added = new Set<EntryId>()
  const removed: EntryId[] = []
  let [old, next] = [0, 0]
  while (old < own.size || next < fresh.size) {
    const order = old >= own.size ? 1 : next >= fresh.size ? -1 : own.compare(old, fresh, next)
    if (order < 0) removed.push(own.idAt(old++))
    else if (order > 0) added.add(fresh.idAt(next++))
    else {
      old += 1
      next += 1
    }
  }
  return { added, removed }
}

function nextBatch(
  entries: ReturnType<Scan>,
  wanted: ReadonlySet<EntryId> | 'all',
): { batch: ListedEntry[]; end: Scanned | null } {
  const batch: ListedEntry[] = []
  while (batch.length < BATCH) {
    const next = entries.next()
    if (next.done) return { batch, end: next.value }
    if (wanted === 'all' || wanted.has(next.value.id)) batch.push(next.value)
  }
  return { batch, end: null }
}

function detailOf({ report, sha256 }: Scanned, entries: number, shrinkConfirmedBy: string | null): string {
  const refused = Object.entries(report.refused).filter(([, count]) => count > 0)
  const why = refused.map(([reason, count]) => `${reason} ${count}`).join(', ') || 'none'
  const shrink = shrinkConfirmedBy === null ? '' : `; shrink confirmed by ${shrinkConfirmedBy}`
  return `${entries} entries; refused ${why}; file ${sha256.slice(0, 16)}${shrink}`
}
