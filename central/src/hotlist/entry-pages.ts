import type { PackedRows } from '@archway/shared/packed-rows'
import type { HotlistLedger } from '../ledger/hotlist-ledger.ts'

/** Entries that the ledger reads at once: some 40 ms, so that others get their turn between. */
const PAGE = 20_000

/**
 * Everything in force at a version, page by page, so that no thread is held by one long answer. The ledger reads a page
 * ahead, while the one before is taken over.
 */
export async function* entryPages(
  ledger: Pick<HotlistLedger, 'entryPage'>,
  version: number,
): AsyncGenerator<PackedRows> {
  let coming = ledger.entryPage(version, 0, PAGE)
  try {
    for (;;) {
      const { rows, next } = await coming
      if (next !== null) coming = ledger.entryPage(version, next, PAGE)
      yield rows
      if (next === null) return
    }
  } finally {
    // Whoever stops early leaves a page that nobody waits for.
    coming.catch(() => {})
  }
}
