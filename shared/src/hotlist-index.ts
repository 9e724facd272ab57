import { entryRows } from './entry-rows.ts'
import type { Entry, HotlistIndex } from './hotlist.ts'

/** A list in compact form, ready to match with. */
export function indexHotlist(version: number, entries: Iterable<Entry>): HotlistIndex {
  const rows = entryRows(entries)
  rows.settle()
  return { version, withPlate: rows.withPlate }
}
