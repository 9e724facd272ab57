import { foldPlate } from '@archway/shared/plate'
import { isWhole, matcherOf, type PlatePattern } from '@archway/shared/plate-pattern'
import type { Candidate } from '@archway/shared/read'
import type { Database } from 'better-sqlite3'
import { gramsOfPattern, placesAmong } from './plate-grams.ts'
import { idOfBytes, SEGMENT_ROWS } from './plate-index.ts'

interface PlateRow {
  readonly text: string
  readonly probability: number
  readonly read: Buffer
}

/** A Read of the day, by id, with those of its strings that the pattern admits. */
export interface PlateMatch {
  readonly id: string
  readonly candidates: readonly Candidate[]
  readonly probability: number
}

/** A start of so many known characters leaves few plates: then one stretch of one index holds them all. */
const PREFIX_CHARACTERS = 3
/** When so few places of a segment are left, looking at their plates costs less than one more pair. */
const FEW_PLACES = 4

/**
 * Finds plates in one day's file by a pattern.
 * @returns newest first
 */
export function plateFinder(db: Database): (query: {
  readonly pattern: PlatePattern
  readonly fold: boolean
  readonly minimum: number
  /** Ids, exclusive and inclusive: of the time asked for, and of the page. */
  readonly below: Buffer
  readonly from: Buffer
}) => PlateMatch[] {
  const columns = 'SELECT text, probability, read FROM plates'
  const inTime = 'read >= @from AND read < @below'
  type Times = { from: Buffer; below: Buffer }
  const same = db.prepare<[Times & { folded: string }], PlateRow>(
    `${columns} WHERE folded = @folded AND ${inTime}`,
  )
  const between = db.prepare<[Times & { first: string; after: string }], PlateRow>(
    `${columns} WHERE folded >= @first AND folded < @after AND ${inTime}`,
  )
  const after = db.prepare<[Times & { n: number; glob: string }], PlateRow>(
    `${columns} WHERE n > @n AND folded GLOB @glob AND ${inTime}`,
  )
  const at = db.prepare<[Times & { n: number }], PlateRow>(`${columns} WHERE n = @n AND ${inTime}`)
  const segments = db.prepare<[], number>('SELECT coalesce(max(segment), -1) + 1 FROM plate_grams').pluck()
  const packed = db
    .prepare<[number, string], Buffer>('SELECT places FROM plate_grams WHERE segment = ? AND gram = ?')
    .pluck()

  /** Where in a segment all the pairs occur; a superset of where the pattern does. */
  const placesOf = (segment: number, grams: readonly string[]): readonly number[] => {
    let places: number[] | null = null
    for (const gram of grams) {
      const bytes = packed.get(segment, gram)
      if (!bytes) return []
      places = placesAmong(bytes, places)
      if (places.length <= FEW_PLACES) break
    }
    return places ?? []
  }
  const rowsByPairs = (folded: string, grams: readonly string[], times: Times): PlateRow[] => {
    const full = segments.get() ?? 0
    const found: PlateRow[] = []
    for (let segment = 0; segment < full; segment += 1) {
      for (const place of placesOf(segment, grams)) {
        const row = at.get({ ...times, n: segment * SEGMENT_ROWS + place + 1 })
        if (row) found.push(row)
      }
    }
    return found.concat(after.all({ ...times, n: full * SEGMENT_ROWS, glob: folded }))
  }
  const rowsFor = (pattern: PlatePattern, times: Times): PlateRow[] => {
    const folded = foldPlate(pattern)
    if (isWhole(pattern)) return same.all({ ...times, folded })
    const [start = ''] = folded.split(/[?*]/, 1)
    if (start.length >= PREFIX_CHARACTERS) {
      // "[" follows "Z": nothing that a plate can carry lies after it.
      return between.all({ ...times, first: start, after: `${start}[` })
    }
    const grams = gramsOfPattern(folded)
    if (grams.length > 0) return rowsByPairs(folded, grams, times)
    return after.all({ ...times, n: 0, glob: folded })
  }

  return ({ pattern, fold, minimum, below, from }) => {
    const matches = matcherOf(pattern, fold)
    const byRead = new Map<string, Candidate[]>()
    for (const { text, probability, read } of rowsFor(pattern, { below, from })) {
      if (!matches(text)) continue
      const id = idOfBytes(read)
      const known = byRead.get(id)
      if (known) known.push({ text, probability })
      else byRead.set(id, [{ text, probability }])
    }
    return [...byRead]
      .map(([id, candidates]) => ({
        id,
        candidates: candidates.sort((a, b) => b.probability - a.probability),
        probability: Math.min(
          1,
          candidates.reduce((sum, candidate) => sum + candidate.probability, 0),
        ),
      }))
      .filter(({ probability }) => probability >= minimum)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
  }
}
