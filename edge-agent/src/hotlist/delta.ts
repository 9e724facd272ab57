import { type EntryRows, entryRows } from '@archway/shared/entry-rows'
import type { EntryId, HotlistDelta } from '@archway/shared/hotlist'
import type { ListChange } from '@archway/shared/list-digest'
import { fail, ok, type Result } from '@archway/shared/result'

/** Room for what later deltas add to a whole list, so that they can be taken in place. */
const HEADROOM = 1.05

/** The parts of one way from a version to another, as far as they have come: compact, because it may be a whole list. */
export interface Collected {
  readonly from: number
  readonly to: number
  readonly seen: Set<number>
  /** Of how many parts; null: none came yet. */
  parts: number | null
  readonly remove: Set<string>
  readonly coming: EntryRows
}

/** @param entries so many are expected at most */
export const nothingCollected = (from: number, to: number, entries: number): Collected => ({
  from,
  to,
  seen: new Set(),
  parts: null,
  remove: new Set(),
  coming: entryRows([], from === 0 ? Math.ceil(entries * HEADROOM) : 0),
})

/** Central may answer with the whole list instead, when it does not know the version that the unit has. */
export const startingOver = (so: Collected, part: HotlistDelta, entries: number): Collected =>
  part.from === 0 && so.from !== 0 && part.to === so.to ? nothingCollected(0, so.to, entries) : so

/** Takes a part in, in any order, as often as it comes; parts of another way are left aside. */
export function collect(so: Collected, part: HotlistDelta, entries: number): Collected {
  if (part.from !== so.from || part.to !== so.to || part.part >= part.parts) return so
  // Central began again with another cut: what came before belongs to an answer that is not finished.
  const into = so.parts === null || so.parts === part.parts ? so : nothingCollected(so.from, so.to, entries)
  into.parts = part.parts
  if (into.seen.has(part.part)) return into
  into.seen.add(part.part)
  for (const id of part.remove) into.remove.add(id)
  for (const entry of part.upsert) into.coming.push(entry)
  return into
}

export const isWhole = ({ parts, seen }: Collected): boolean => parts !== null && seen.size === parts

/**
 * What a whole delta changes on a list. All removals come before all upserts, so the order of parts does not
 * matter. An entry that is to go but is not there shows that the two sides do not mean the same list.
 * @param rows settled
 */
export function changeOf(rows: EntryRows, { remove, coming }: Collected): Result<ListChange, string> {
  coming.settle()
  const leaving = rows.find(remove)
  if (leaving.size !== remove.size) return fail(NOT_THERE)
  const replaced = new Set<EntryId>()
  for (let row = 0; row < coming.size; row++) replaced.add(coming.idAt(row))
  // A whole list replaces nothing: there is no need to look.
  if (rows.size > 0) for (const row of rows.find(replaced)) leaving.add(row)
  return ok({ leaving, coming })
}

const NOT_THERE = 'it removes an entry that is not on the list'
