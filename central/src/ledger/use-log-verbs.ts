import type { Database } from 'better-sqlite3'
import type { SealedSecret } from '../audit/secrets.ts'
import type { Verbs } from '../store/worker-calls.ts'
import type { Use, UseLog, UseRecord } from './use-log.ts'

/**
 * Writes a line and what was sealed with it; for inside a verb's transaction, because it is two statements.
 * @returns the line's number
 */
export function sealedLines(db: Database): (use: Use, secret: SealedSecret) => number {
  const insert = insertLine(db)
  const insertSecret = db.prepare(
    `INSERT INTO use_secret (line, commitment, month, at, who, pseudonym, sealed)
     VALUES (@line, @commitment, @month, @at, @who, @pseudonym, @sealed)`,
  )
  return (use, secret) => {
    if (!use.detail?.includes(secret.commitment)) {
      throw new Error(`the line of ${use.action} does not hold the commitment of what was sealed with it`)
    }
    const line = Number(insert.run(use).lastInsertRowid)
    insertSecret.run({ ...secret, at: use.at, who: use.who, line })
    return line
  }
}

const insertLine = (db: Database) =>
  db.prepare<Use>(
    'INSERT INTO use_log (at, who, action, outcome, subject, detail) VALUES (@at, @who, @action, @outcome, @subject, @detail)',
  )

export function logVerbs(db: Database): Verbs<UseLog> {
  const insert = insertLine(db)
  const select = db.prepare<[number, number], UseRecord>(
    'SELECT n, at, who, action, outcome, subject, detail FROM use_log WHERE n > ? ORDER BY n LIMIT ?',
  )
  const writeSealed = sealedLines(db)
  const alone = db.transaction(writeSealed)
  // Inside a verb's transaction another one would only be a savepoint that nobody goes back to.
  const logSealed = (use: Use, secret: SealedSecret) =>
    db.inTransaction ? writeSealed(use, secret) : alone(use, secret)
  return {
    logUse(use, secret = null) {
      if (secret) logSealed(use, secret)
      else insert.run(use)
    },
    uses: (after, limit) => select.all(after, limit),
  }
}
