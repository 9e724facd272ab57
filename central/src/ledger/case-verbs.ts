import type { CaseView } from '@archway/shared/api/search'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { CaseLedger } from './case-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

const CASE = `SELECT number, purpose, owner, opened_at AS openedAt, opened_by AS openedBy, closed_at AS closedAt,
  closed_by AS closedBy FROM case_file`

export function caseVerbs(db: Database): Verbs<CaseLedger> {
  const { logUse } = logVerbs(db)
  const one = db.prepare<[string], CaseView>(`${CASE} WHERE number = ?`)
  const page = db.prepare<[{ state: string | null; before: string | null; limit: number }], CaseView>(
    `${CASE} WHERE (@before IS NULL OR number < @before)
     AND (@state IS NULL OR (closed_at IS NULL) = (@state = 'open')) ORDER BY number DESC LIMIT @limit`,
  )
  const insert = db.prepare(
    `INSERT INTO case_file (number, purpose, owner, opened_at, opened_by) VALUES (@number, @purpose, @owner, @at, @by)
     ON CONFLICT DO NOTHING`,
  )
  const close = db.prepare<[number, string, string]>(
    'UPDATE case_file SET closed_at = ?, closed_by = ? WHERE number = ? AND closed_at IS NULL',
  )
  return {
    openCase: db.transaction((opening) => {
      const { number, purpose, at, by } = opening
      const outcome = insert.run(opening).changes > 0 ? 'opened' : 'exists'
      logUse({
        at,
        who: by,
        action: 'case-open',
        outcome: outcome === 'opened' ? 'success' : 'failure',
        subject: number,
        detail: outcome === 'opened' ? purpose : outcome,
      })
      return outcome
    }) as Verbs<CaseLedger>['openCase'],
    closeCase: db.transaction((number, at, by) => {
      const outcome =
        close.run(at, by, number).changes > 0 ? 'closed' : one.get(number) ? 'already-closed' : 'unknown-case'
      logUse({
        at,
        who: by,
        action: 'case-close',
        outcome: outcome === 'closed' ? 'success' : 'failure',
        subject: number,
        detail: outcome === 'closed' ? null : outcome,
      })
      return outcome
    }) as Verbs<CaseLedger>['closeCase'],
    caseOf: (number) => one.get(number) ?? null,
    cases: (query) => page.all(query),
  }
}
