import { type EntryRows, entryRows } from '@archway/shared/entry-rows'
import type { EntryId } from '@archway/shared/hotlist'
import type { HotlistLedger } from '../ledger/hotlist-ledger.ts'

const PAGE = 5000

/**
 * Entries in force at a version as settled rows; in pages, so that no thread is held by one long answer.
 * @param lists as in `entryPage`
 * @param capacity so many are expected
 */
export async function loadRows(
  ledger: Pick<HotlistLedger, 'entryPage'>,
  version: number,
  lists: Parameters<HotlistLedger['entryPage']>[1],
  capacity: number,
): Promise<EntryRows> {
  const rows = entryRows([], Math.ceil(capacity * 1.05))
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<HotlistLedger['entryPage']>> = await ledger.entryPage(
      version,
      lists,
      after,
      PAGE,
    )
    for (const entry of page.entries) rows.push(entry)
    after = page.next
  }
  rows.settle()
  return rows
}

/** Where entries stand, by id. */
export function rowsOf(rows: EntryRows, ids: ReadonlySet<EntryId>): Set<number> {
  const found = new Set<number>()
  if (ids.size === 0) return found
  for (let row = 0; row < rows.size; row++) if (ids.has(rows.idAt(row))) found.add(row)
  return found
}
