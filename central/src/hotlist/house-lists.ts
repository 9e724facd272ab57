import type { ListState } from '../ledger/hotlist-ledger.ts'

/** What people enter by hand, with purpose, case and a second person's approval. */
export const MANUAL = 'manual'
/** The one synthetic entry that must be on every list. */
export const CANARY = 'canary'

/** Lists that central keeps itself: no file replaces them, and they do not age with a source. */
export const isHouseList = (list: string): boolean => list === MANUAL || list === CANARY

/**
 * How old the union is: its stalest source, house lists aside. Without any other list it is as old as the version.
 * @param lists as they will be
 */
export function oldestSource(lists: readonly Pick<ListState, 'list' | 'entries' | 'sourceAt'>[], at: number) {
  const times = lists
    .filter(({ list, entries }) => entries > 0 && !isHouseList(list))
    .map(({ sourceAt }) => sourceAt)
  return times.length > 0 ? Math.min(...times) : at
}
