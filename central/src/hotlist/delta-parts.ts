import { encodeJson } from '@archway/shared/codec'
import type { EntryRows } from '@archway/shared/entry-rows'
import { type Entry, type EntryId, HotlistDelta } from '@archway/shared/hotlist'

/** Entries, added and removed together, in one part. */
export const PART_ENTRIES = 2000

/** What turns one version into another, cut into messages. There is always at least one, even if empty. */
export function* deltaParts(
  from: number,
  to: number,
  { upsert, remove }: { upsert: readonly Entry[]; remove: readonly EntryId[] },
): Generator<Uint8Array<ArrayBuffer>> {
  const parts = partsOf(upsert.length + remove.length)
  for (let part = 0; part < parts; part++) {
    const begin = part * PART_ENTRIES
    const end = begin + PART_ENTRIES
    yield encodeJson(HotlistDelta, {
      v: 1,
      from,
      to,
      part,
      parts,
      remove: remove.slice(begin, end),
      // The removals come first in the row of everything; what is left of a part's room is for additions.
      upsert: upsert.slice(Math.max(0, begin - remove.length), Math.max(0, end - remove.length)),
    })
  }
}

/** A whole list as messages that are made one by one. */
export function* wholeList(version: number, rows: EntryRows): Generator<Uint8Array<ArrayBuffer>> {
  const parts = partsOf(rows.size)
  for (let part = 0; part < parts; part++) {
    const upsert: Entry[] = []
    const end = Math.min(rows.size, (part + 1) * PART_ENTRIES)
    for (let row = part * PART_ENTRIES; row < end; row++) upsert.push(rows.at(row))
    yield encodeJson(HotlistDelta, { v: 1, from: 0, to: version, part, parts, remove: [], upsert })
  }
}

const partsOf = (changes: number) => Math.max(1, Math.ceil(changes / PART_ENTRIES))
