import { encodeJson } from '@archway/shared/codec'
import { type Entry, type EntryId, HotlistDelta } from '@archway/shared/hotlist'

/** Entries, added and removed together, in one part. */
export const PART_ENTRIES = 2000

/** What turns one version into another, cut into messages. There is always at least one, even if empty. */
export function deltaParts(
  from: number,
  to: number,
  { upsert, remove }: { upsert: readonly Entry[]; remove: readonly EntryId[] },
): Uint8Array<ArrayBuffer>[] {
  const parts = Math.max(1, Math.ceil((upsert.length + remove.length) / PART_ENTRIES))
  return Array.from({ length: parts }, (_, part) => {
    const begin = part * PART_ENTRIES
    const end = begin + PART_ENTRIES
    return encodeJson(HotlistDelta, {
      v: 1,
      from,
      to,
      part,
      parts,
      remove: remove.slice(begin, end),
      // The removals come first in the row of everything; what is left of a part's room is for additions.
      upsert: upsert.slice(Math.max(0, begin - remove.length), Math.max(0, end - remove.length)),
    })
  })
}
