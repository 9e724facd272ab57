import { foldPlate } from '@archway/shared/plate'
import { candidatesOf, type Read } from '@archway/shared/read'
import type { Database } from 'better-sqlite3'
import { gramsOf, packPlaces } from './plate-grams.ts'

/**
 * What a Read can be found by: its text, and each rival that is at least so probable. A rival below this is wrong
 * 99 times in 100: finding by it would show other people's cars.
 */
export const LEAST_FINDABLE = 0.01

/** Rows of `plates` that share one row of `plate_grams` a pair of characters; their places fit two bytes. */
export const SEGMENT_ROWS = 16_384

/**
 * The tables that patterns are searched in.
 *
 * - `plates`: a row a string that a Read may carry. `n` counts without a gap; `read` is the Read's id as its 16
 *   bytes, which also say its time.
 * - `plate_grams`: of each full segment of `SEGMENT_ROWS` rows, and each pair of characters, where it occurs. A
 *   segment is written once, in the transaction that fills it, one stretch of the file: nothing is rewritten as
 *   Reads come. The rows after the last full segment are few and are looked through one by one.
 */
export const PLATE_TABLES = `
CREATE TABLE plates (
  n INTEGER NOT NULL PRIMARY KEY,
  folded TEXT NOT NULL,
  text TEXT NOT NULL,
  probability REAL NOT NULL,
  read BLOB NOT NULL
) STRICT;
CREATE INDEX plates_by_folded ON plates (folded);

CREATE TABLE plate_grams (
  segment INTEGER NOT NULL,
  gram TEXT NOT NULL,
  places BLOB NOT NULL,
  PRIMARY KEY (segment, gram)
) STRICT, WITHOUT ROWID;
`

/** What a Read can be found by. */
export const findableOf = (read: Pick<Read, 'text' | 'probability' | 'rivals'>) =>
  candidatesOf(read).filter(({ text, probability }) => text === read.text || probability >= LEAST_FINDABLE)

export interface PlateIndex {
  /** @param id of the Read. Call `fill` in the same transaction, after the last one. */
  add(id: string, findable: readonly { readonly text: string; readonly probability: number }[]): void
  /** Writes the segments that are full now. */
  fill(): void
}

export function plateIndex(db: Database): PlateIndex {
  const insert = db.prepare<[string, string, number, Buffer]>(
    'INSERT INTO plates (folded, text, probability, read) VALUES (?, ?, ?, ?)',
  )
  const lastRow = db.prepare<[], number>('SELECT coalesce(max(n), 0) FROM plates').pluck()
  const lastSegment = db.prepare<[], number>('SELECT coalesce(max(segment), -1) FROM plate_grams').pluck()
  const ofSegment = db
    .prepare<[number, number], string>('SELECT folded FROM plates WHERE n > ? AND n <= ? ORDER BY n')
    .pluck()
  const insertGram = db.prepare<[number, string, Buffer]>('INSERT INTO plate_grams VALUES (?, ?, ?)')
  /** Rows added since the last look; only when they may have filled a segment is the file asked. */
  let added = SEGMENT_ROWS

  const writeSegment = (segment: number) => {
    const first = segment * SEGMENT_ROWS
    const places = new Map<string, number[]>()
    ofSegment.all(first, first + SEGMENT_ROWS).forEach((folded, place) => {
      for (const gram of new Set(gramsOf(folded))) {
        const known = places.get(gram)
        if (known) known.push(place)
        else places.set(gram, [place])
      }
    })
    for (const gram of [...places.keys()].sort())
      insertGram.run(segment, gram, packPlaces(places.get(gram) ?? []))
  }

  return {
    add(id, findable) {
      const bytes = bytesOfId(id)
      for (const { text, probability } of findable) insert.run(foldPlate(text), text, probability, bytes)
      added += findable.length
    },
    fill() {
      if (added < SEGMENT_ROWS) return
      const rows = lastRow.get() ?? 0
      const full = Math.floor(rows / SEGMENT_ROWS)
      for (let segment = (lastSegment.get() ?? -1) + 1; segment < full; segment += 1) writeSegment(segment)
      added = rows % SEGMENT_ROWS
    },
  }
}

/** Makes the whole index of a file from the Reads that it holds; its tables are there and empty. */
export function indexStoredReads(db: Database): void {
  const index = plateIndex(db)
  // A cursor cannot stay open while its own connection writes.
  const after = db.prepare<[number], { rowid: number; json: string }>(
    'SELECT rowid, json FROM reads WHERE rowid > ? ORDER BY rowid LIMIT 1000',
  )
  for (let last = 0; ; ) {
    const rows = after.all(last)
    for (const { json } of rows) {
      const read: Read = JSON.parse(json)
      index.add(read.id, findableOf(read))
    }
    const end = rows.at(-1)
    if (!end) break
    last = end.rowid
  }
  index.fill()
}

export const bytesOfId = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

export function idOfBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
