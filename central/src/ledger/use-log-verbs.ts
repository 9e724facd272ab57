import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { Use, UseLog, UseRecord } from './use-log.ts'

export function logVerbs(db: Database): Verbs<UseLog> {
  const insert = db.prepare<Use>(
    'INSERT INTO use_log (at, who, action, outcome, subject, detail) VALUES (@at, @who, @action, @outcome, @subject, @detail)',
  )
  const select = db.prepare<[number, number], UseRecord>(
    'SELECT n, at, who, action, outcome, subject, detail FROM use_log WHERE n > ? ORDER BY n LIMIT ?',
  )
  return {
    logUse(use) {
      insert.run(use)
    },
    uses: (after, limit) => select.all(after, limit),
  }
}
