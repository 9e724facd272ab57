import type { Entry, HotlistManifest } from '@archway/shared/hotlist'
import { indexHotlist } from '@archway/shared/hotlist-index'
import type { HotlistLedger, HotlistVersion } from '../ledger/hotlist-ledger.ts'
import type { HotlistBook } from './hotlist-book.ts'
import { NO_EXPIRY } from './judge-row.ts'

const PAGE = 5000

export interface LedgerBook extends HotlistBook {
  /** The version in force here; null until the first import. */
  version(): HotlistVersion | null
  /** Takes the newest version from the ledger; true when that is another one than before. */
  refresh(): Promise<boolean>
}

/** The book over the ledger; call `refresh` whenever the ledger's `hotlists` counter grew. */
export async function openBook(ledger: HotlistLedger): Promise<LedgerBook> {
  let inForce: HotlistVersion | null = null
  let current: ReturnType<HotlistBook['current']> = null

  const book: LedgerBook = {
    current: () => current,
    version: () => inForce,
    entry: (id) => ledger.entryView(id),
    async refresh() {
      const newest = await ledger.hotlistVersion()
      if (!newest || newest.version === inForce?.version) return false
      const entries = await load(ledger, newest.version)
      current = { manifest: describe(newest), index: indexHotlist(newest.version, entries) }
      inForce = newest
      return true
    },
  }
  await book.refresh()
  return book
}

/** In pages, so that the event loop is never held by one long answer. */
async function load(ledger: HotlistLedger, version: number): Promise<Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const page = await ledger.entriesAt(version, entries.at(-1)?.id ?? '', PAGE)
    entries.push(...page)
    if (page.length < PAGE) return entries
  }
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
