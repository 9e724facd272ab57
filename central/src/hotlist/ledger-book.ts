import { type EntryRows, entryRows } from '@archway/shared/entry-rows'
import type { HotlistManifest } from '@archway/shared/hotlist'
import { type BucketDigests, bucketDigests, listDigest } from '@archway/shared/list-digest'
import type { HotlistLedger, HotlistVersion } from '../ledger/hotlist-ledger.ts'
import { entryPages } from './entry-pages.ts'
import type { HotlistBook } from './hotlist-book.ts'
import { NO_EXPIRY } from './judge-row.ts'

/** Beyond so many changes a version is read afresh, in pages, instead of as one difference. */
const MOST_CHANGES = 50_000
/** Room for what comes, so that a small change is made in place. */
const HEADROOM = 1.05

export interface LedgerBook extends HotlistBook {
  /** The version in force here; null until the first import. */
  version(): HotlistVersion | null
  /** Its entries, settled, and their digests. Not to be kept: a refresh changes them in place. */
  rows(): EntryRows
  digests(): BucketDigests
  /** Takes the newest version from the ledger; true when that is another one than before. */
  refresh(): Promise<boolean>
}

type BookLedger = Pick<
  HotlistLedger,
  'hotlistVersion' | 'entryPage' | 'entryView' | 'difference' | 'differenceSize'
>

/** The book over the ledger; call `refresh` whenever the ledger's `hotlists` counter grew. */
export async function openBook(ledger: BookLedger): Promise<LedgerBook> {
  let inForce: HotlistVersion | null = null
  let rows = entryRows()
  let digests: BucketDigests = new Map()
  let refreshing: Promise<unknown> = Promise.resolve()

  const take = async (next: HotlistVersion) => {
    if (inForce && (await ledger.differenceSize(inForce.version, next.version)) <= MOST_CHANGES) {
      const { upsert, remove } = await ledger.difference(inForce.version, next.version)
      const coming = entryRows(upsert)
      coming.settle()
      const change = { leaving: rows.find(new Set(remove)), coming }
      const changed = bucketDigests(rows, change, digests)
      if (listDigest(changed) === next.digest) {
        rows.amend(change.leaving, coming)
        digests = changed
        return
      }
    }
    rows = await loadRows(ledger, next)
    digests = bucketDigests(rows)
  }

  const refreshNow = async () => {
    const newest = await ledger.hotlistVersion()
    if (!newest || newest.version === inForce?.version) return false
    await take(newest)
    inForce = newest
    return true
  }

  const book: LedgerBook = {
    current: () =>
      inForce && {
        manifest: describe(inForce),
        index: { version: inForce.version, withPlate: rows.withPlate },
      },
    version: () => inForce,
    rows: () => rows,
    digests: () => digests,
    entry: (id) => ledger.entryView(id),
    refresh() {
      // One after the other: two that run at once would both change the rows.
      const next = refreshing.then(refreshNow, refreshNow)
      refreshing = next
      return next
    },
  }
  await book.refresh()
  return book
}

/** In pages, so that no thread is held by one long answer. */
async function loadRows(
  ledger: Pick<BookLedger, 'entryPage'>,
  { version, entries }: HotlistVersion,
): Promise<EntryRows> {
  const rows = entryRows([], Math.ceil(entries * HEADROOM))
  for await (const page of entryPages(ledger, version)) rows.append(page)
  rows.settle()
  return rows
}

/** For central itself, which can always be told of a newer list: it does not expire here. */
const describe = (version: HotlistVersion): HotlistManifest => ({
  v: 1,
  version: version.version,
  entries: version.entries,
  digest: version.digest,
  sourceAt: version.oldestSourceAt,
  issuedAt: version.importedAt,
  expiresAt: NO_EXPIRY,
})
