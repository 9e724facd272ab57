import Database from 'better-sqlite3'
import { KEPT_OF_HITS } from './day-schema.ts'
import { openDayWriter } from './day-writer.ts'
import { indexStoredReads } from './plate-index.ts'

/**
 * Makes a second file that holds what a thinned day keeps. Only the rows that stay are copied, so it takes as long
 * as they take, however many others there are.
 * @param whole the day's file, of the current schema; null: it has none, and the second one is empty
 * @param aside a path that counts for nothing yet; what is there is a killed attempt, and is replaced
 */
export function makeThin(whole: string | null, aside: string): void {
  openDayWriter(aside).close()
  const db = new Database(aside)
  try {
    if (whole !== null) copyHits(db, whole)
    // One file and no log beside it, so that renaming it moves all of it.
    db.pragma('journal_mode = DELETE')
  } finally {
    db.close()
  }
}

function copyHits(db: Database.Database, whole: string): void {
  db.prepare('ATTACH ? AS whole').run(whole)
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM whole.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
    )
    .pluck()
    .all()
  db.transaction(() => {
    for (const table of tables) {
      const kept = KEPT_OF_HITS[table]
      if (kept === undefined)
        throw new Error(`day-schema.ts does not say what a thinned day keeps of ${table}`)
      // Names and conditions are the program's own: nothing that comes from outside stands in them.
      db.exec(`INSERT INTO main."${table}" SELECT * FROM whole."${table}" WHERE ${kept}`)
    }
    indexStoredReads(db)
    db.exec(`UPDATE main.tally SET reads = (SELECT count(*) FROM main.reads),
      hits = (SELECT count(*) FROM main.hits), alerts = (SELECT count(*) FROM main.alerts),
      images = (SELECT count(*) FROM main.images WHERE stored = 1)`)
  })()
  db.exec('DETACH whole')
}
