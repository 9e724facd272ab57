import type { Entry, HotlistDelta } from '@archway/shared/hotlist'
import { fail, ok, type Result } from '@archway/shared/result'

/** The parts of one way from a version to another, as far as they have come. Immutable. */
export interface Collected {
  readonly from: number
  readonly to: number
  readonly parts: ReadonlyMap<number, HotlistDelta>
}

export const nothingCollected = (from: number, to: number): Collected => ({ from, to, parts: new Map() })

/** Central may answer with the whole list instead, when it does not know the version that the unit has. */
export const startingOver = (so: Collected, part: HotlistDelta): Collected =>
  part.from === 0 && so.from !== 0 && part.to === so.to ? nothingCollected(0, so.to) : so

/** Takes a part in, in any order, as often as it comes; parts of another way are left aside. */
export function collect(so: Collected, part: HotlistDelta): Collected {
  if (part.from !== so.from || part.to !== so.to || part.part >= part.parts) return so
  const [any] = so.parts.values()
  // Central began again with another cut: what came before belongs to an answer that is not finished.
  const parts = any && any.parts !== part.parts ? new Map<number, HotlistDelta>() : new Map(so.parts)
  return { ...so, parts: parts.set(part.part, part) }
}

export function isWhole({ parts }: Collected): boolean {
  const [any] = parts.values()
  return any !== undefined && parts.size === any.parts
}

/**
 * The entries after a whole delta. All removals come before all upserts, so the order of parts does not
 * matter. An entry that is to go but is not there shows that the two sides do not mean the same list.
 */
export function applyDelta(entries: readonly Entry[], collected: Collected): Result<Entry[], string> {
  const byId = new Map(collected.from === 0 ? [] : entries.map((entry) => [entry.id, entry]))
  for (const part of collected.parts.values()) {
    for (const id of part.remove) {
      if (!byId.delete(id)) return fail('it removes an entry that is not on the list')
    }
  }
  for (const part of collected.parts.values()) {
    for (const entry of part.upsert) byId.set(entry.id, entry)
  }
  return ok([...byId.values()])
}
