import { z } from 'zod'
import { type Entry, EntryId, type HotlistIndex } from './hotlist.ts'
import { foldPlate, PlateText } from './plate.ts'
import { type Candidate, Location, Probability } from './read.ts'

/**
 * A Read × an Entry. `probability` is P(the plate is this entry's): the posterior mass of the strings that
 * equal the entry. `exact` is the part of it that equals the entry's plate letter for letter; the rest
 * equals it only after O/0 and I/1 folding and is counted only for an entry whose source could not tell
 * them apart. `nearFolded` is mass that folding *would* add for other entries: shown, never counted.
 */
export const Hit = z.strictObject({
  entry: EntryId,
  listVersion: z.int().min(1),
  text: PlateText,
  probability: Probability,
  exact: Probability,
  nearFolded: Probability,
  location: Location.nullable(),
})
export type Hit = z.infer<typeof Hit>

export type Match = Omit<Hit, 'location'>

/**
 * A match is worth a person's look when its mass, with the folding of O/0 and I/1, reaches `minimum`
 * (policy). What only folding carries stays labelled in `nearFolded`, and is never graded actionable.
 */
export function match(
  candidates: readonly Candidate[],
  hotlist: HotlistIndex,
  nowMs: number,
  minimum: number,
): Match[] {
  const entries = new Map<EntryId, Entry>()
  for (const candidate of candidates) {
    for (const entry of hotlist.withPlate(foldPlate(candidate.text))) entries.set(entry.id, entry)
  }
  return [...entries.values()]
    .filter((entry) => entry.expiresAt > nowMs)
    .map((entry) => matchEntry(candidates, entry, hotlist.version))
    .filter((found) => found.probability + found.nearFolded >= minimum)
    .sort((a, b) => b.probability - a.probability || (a.entry < b.entry ? -1 : 1))
}

/** The mass that the candidates put on one entry; central recomputes with it what a unit claims. */
export function matchEntry(candidates: readonly Candidate[], entry: Entry, listVersion: number): Match {
  const folded = foldPlate(entry.plate)
  const alike = candidates.filter((candidate) => foldPlate(candidate.text) === folded)
  const exact = sum(alike.filter((candidate) => candidate.text === entry.plate))
  const all = sum(alike)
  const counted = entry.folded ? alike : alike.filter((candidate) => candidate.text === entry.plate)
  return {
    entry: entry.id,
    listVersion,
    text: best(counted)?.text ?? best(alike)?.text ?? entry.plate,
    probability: entry.folded ? all : exact,
    exact,
    nearFolded: entry.folded ? 0 : Math.max(0, all - exact),
  }
}

const sum = (candidates: readonly Candidate[]) =>
  Math.min(
    1,
    candidates.reduce((total, candidate) => total + candidate.probability, 0),
  )

const best = (candidates: readonly Candidate[]) =>
  candidates.reduce<Candidate | undefined>(
    (top, candidate) => (top && top.probability >= candidate.probability ? top : candidate),
    undefined,
  )
