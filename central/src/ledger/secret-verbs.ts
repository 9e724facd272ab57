import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { KeptSecret, SecretLedger } from './secret-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

export function secretVerbs(db: Database): Verbs<SecretLedger> {
  const { logUse } = logVerbs(db)
  const select = 'SELECT line, commitment, month, at, who, pseudonym, sealed FROM use_secret'
  const byLine = db.prepare<[number], KeptSecret>(`${select} WHERE line = ?`)
  const byCommitment = db.prepare<[string], KeptSecret>(`${select} WHERE commitment = ?`)
  const erase = db.prepare<[string]>('DELETE FROM use_secret WHERE month < ?')
  return {
    secret: (of) => ('line' in of ? byLine.get(of.line) : byCommitment.get(of.commitment)) ?? null,
    eraseSecrets: db.transaction((month, at, by) => {
      const { changes } = erase.run(month)
      if (changes > 0) {
        const detail = `${changes} sealed texts of before ${month}`
        logUse({ at, who: by, action: 'secret-erase', outcome: 'success', subject: month, detail })
      }
      return changes
    }) as Verbs<SecretLedger>['eraseSecrets'],
  }
}
