import type { Uuid7 } from '@archway/shared/id'
import type { Read } from '@archway/shared/read'
import type { Database } from 'better-sqlite3'
import { openDayFile } from './day-open.ts'
import { type PlateMatch, plateFinder } from './find-plates.ts'
import { bytesOfId } from './plate-index.ts'
import type { FoundRead, HitOfFound, ReadQuery } from './read-query.ts'

/** One day's file, to be searched. */
export interface DaySearch {
  /** Newest first. */
  search(query: ReadQuery): FoundRead[]
  close(): void
}

interface HitRow {
  readonly entry: string
  readonly category: HitOfFound['category']
  readonly grade: HitOfFound['grade']
  readonly probability: number
  readonly place: string | null
  readonly alert: string | null
}

/** Null: there is nothing in it yet, or nothing any more. */
export function openDaySearch(path: string): DaySearch | null {
  const db = openDayFile(path)
  if (!db) return null
  const find = plateFinder(db)
  const idsByTime = timeFinder(db)
  const readRow = db.prepare<[string], { json: string; device: string }>(
    'SELECT json, device FROM reads WHERE id = ?',
  )
  const hitRows = db.prepare<[string], HitRow>(
    `SELECT h.entry, h.category, h.grade, h.probability, h.place, a.id AS alert FROM hits h
     LEFT JOIN alerts a ON a.read = h.read AND a.entry = h.entry WHERE h.read = ? ORDER BY h.entry`,
  )
  const stored = db
    .prepare<[string], string>('SELECT id FROM images WHERE read = ? AND stored = 1 ORDER BY id')
    .pluck()
  const found = (json: string, hits: readonly HitRow[], match: PlateMatch | null): FoundRead => {
    const read: Read = JSON.parse(json)
    return {
      read,
      match: match && { candidates: match.candidates, probability: match.probability },
      hits: hits.map(({ place, ...hit }) => ({ ...hit, place: place === null ? null : JSON.parse(place) })),
      storedImages: stored.all(read.id),
    }
  }

  const byPlate = (query: ReadQuery, pattern: string): FoundRead[] => {
    const devices = query.devices && new Set(query.devices)
    const below = bytesOfId(lowestId(query.until))
    const before = query.before === undefined ? below : bytesOfId(query.before)
    const results: FoundRead[] = []
    const matches = find({
      pattern,
      fold: query.fold,
      minimum: query.minimum,
      from: bytesOfId(lowestId(query.from)),
      below: Buffer.compare(before, below) < 0 ? before : below,
    })
    for (const match of matches) {
      if (results.length === query.limit) break
      const row = readRow.get(match.id)
      if (!row || (devices && !devices.has(row.device))) continue
      const hits = hitRows.all(match.id)
      if (query.hits !== 'any' && (query.hits === 'with') !== hits.length > 0) continue
      results.push(found(row.json, hits, match))
    }
    return results
  }

  return {
    search(query) {
      if (query.pattern !== null) return byPlate(query, query.pattern)
      return idsByTime(query).flatMap((id) => {
        const row = readRow.get(id)
        return row ? [found(row.json, hitRows.all(id), null)] : []
      })
    },
    close() {
      db.close()
    },
  }
}

/** An id above every UUID. */
const AFTER_ALL = 'g'

/** Reads of a time, whatever their plates; newest first. */
function timeFinder(db: Database): (query: ReadQuery) => Uuid7[] {
  type Times = { from: number; until: number; before: string; limit: number }
  const inTime = 'captured_at >= @from AND captured_at < @until AND id < @before'
  const order = 'ORDER BY captured_at DESC, id DESC LIMIT @limit'
  const without = 'NOT EXISTS (SELECT 1 FROM hits WHERE hits.read = reads.id)'
  const select = (...conditions: string[]) =>
    `SELECT id FROM reads WHERE ${[...conditions, inTime].join(' AND ')} ${order}`
  const anywhere = {
    any: db.prepare<[Times], string>(select()).pluck(),
    without: db.prepare<[Times], string>(select(without)).pluck(),
  }
  const atDevice = {
    any: db.prepare<[Times & { device: string }], string>(select('device = @device')).pluck(),
    without: db.prepare<[Times & { device: string }], string>(select('device = @device', without)).pluck(),
  }
  // Hits are few: they lead to their Reads, and not the Reads to their hits.
  const hit = db
    .prepare<[Times & { devices: string | null }], string>(
      `SELECT DISTINCT h.read FROM hits h CROSS JOIN reads r ON r.id = h.read
       WHERE h.read < @before AND r.captured_at >= @from AND r.captured_at < @until
         AND (@devices IS NULL OR r.device IN (SELECT value FROM json_each(@devices)))
       ORDER BY h.read DESC LIMIT @limit`,
    )
    .pluck()

  return ({ from, until, before = AFTER_ALL, limit, devices, hits }) => {
    const times = { from, until, before, limit }
    if (hits === 'with') return hit.all({ ...times, devices: devices && JSON.stringify(devices) })
    if (devices === null) return anywhere[hits].all(times)
    const each = [...new Set(devices)].flatMap((device) => atDevice[hits].all({ ...times, device }))
    return each.sort((a, b) => (a < b ? 1 : -1)).slice(0, limit)
  }
}

/** The lowest of all ids of a time: every id minted before it is less, and every other one is not. */
function lowestId(timeMs: number): string {
  const hex = Math.max(0, Math.min(timeMs, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
