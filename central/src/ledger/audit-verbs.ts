import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { AuditLedger, AuditLine } from './audit-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

export function auditVerbs(db: Database): Verbs<AuditLedger> {
  const { logUse } = logVerbs(db)
  const lines = db.prepare<[number, number], AuditLine>(
    `SELECT u.n, at, who, action, outcome, subject, detail, lower(hex(hash)) AS leaf
     FROM use_log u LEFT JOIN use_leaf l ON l.n = u.n WHERE u.n > ? ORDER BY u.n LIMIT ?`,
  )
  const highest = db
    .prepare<[], number>(
      `SELECT max(
         coalesce((SELECT max(n) FROM use_log), 0),
         coalesce((SELECT max(n) FROM use_leaf), 0),
         coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'use_log'), 0))`,
    )
    .pluck()
  const checkpoints = db.prepare<[], { n: number; signed: string }>(
    'SELECT n, signed FROM checkpoint ORDER BY n',
  )
  const keep = db.prepare<[string]>('INSERT INTO checkpoint (signed) VALUES (?)')
  const forgetSequence = db.prepare("DELETE FROM sqlite_sequence WHERE name = 'use_log'")
  const setSequence = db.prepare<[number]>("INSERT INTO sqlite_sequence (name, seq) VALUES ('use_log', ?)")
  const everHeld = () => highest.get() ?? 0

  return {
    // A leaf that is not there comes as '' from hex().
    auditLines: (after, limit) =>
      lines.all(after, limit).map((line) => ({ ...line, leaf: line.leaf || null })),
    everHeld,
    checkpoints: () => checkpoints.all(),
    keepCheckpoint(signed) {
      keep.run(signed)
    },
    restartLog: db.transaction((use) => {
      const last = everHeld()
      forgetSequence.run()
      setSequence.run(last)
      logUse(use)
    }) as Verbs<AuditLedger>['restartLog'],
  }
}
