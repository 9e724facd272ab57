import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import { alertVerbs } from './alert-verbs.ts'
import { assetVerbs } from './asset-verbs.ts'
import { auditVerbs } from './audit-verbs.ts'
import { caseVerbs } from './case-verbs.ts'
import { clearanceVerbs, reviewVerbs } from './clearance-verbs.ts'
import { complaintVerbs } from './complaint-verbs.ts'
import { deviceVerbs } from './device-verbs.ts'
import { disclosureVerbs } from './disclosure-verbs.ts'
import { entryVerbs } from './entry-verbs.ts'
import { factorVerbs } from './factor-verbs.ts'
import { flagVerbs } from './flag-verbs.ts'
import { holdVerbs } from './hold-verbs.ts'
import { hotlistVerbs } from './hotlist-verbs.ts'
import type { Ledger } from './ledger.ts'
import { loginVerbs } from './login-verbs.ts'
import { personVerbs } from './people-verbs.ts'
import { policyVerbs } from './policy-verbs.ts'
import { proprietyVerbs } from './propriety-verbs.ts'
import { reportVerbs } from './report-verbs.ts'
import { retentionVerbs } from './retention-verbs.ts'
import { searchVerbs } from './search-verbs.ts'
import { secretVerbs } from './secret-verbs.ts'
import { sitingVerbs } from './siting-verbs.ts'
import { standingVerbs } from './standing-verbs.ts'
import { tallyVerbs } from './tally-verbs.ts'
import { evidenceOfUseVerbs } from './use-evidence-verbs.ts'
import { logVerbs } from './use-log-verbs.ts'

/** Every verb of the ledger, synchronous, on one file as `openLedgerFile` opens it. */
export function sqliteLedgerVerbs(db: Database): Verbs<Ledger> {
  const counter = db.prepare<[string], number>('SELECT n FROM change WHERE topic = ?').pluck()
  const changed = (topic: string) => counter.get(topic) ?? 0
  return {
    ...deviceVerbs(db),
    ...personVerbs(db),
    ...loginVerbs(db),
    ...factorVerbs(db),
    ...clearanceVerbs(db),
    ...standingVerbs(db),
    ...reviewVerbs(db),
    ...hotlistVerbs(db),
    ...entryVerbs(db),
    ...policyVerbs(db),
    ...secretVerbs(db),
    ...caseVerbs(db),
    ...searchVerbs(db),
    ...proprietyVerbs(db),
    ...flagVerbs(db),
    ...evidenceOfUseVerbs(db),
    ...retentionVerbs(db),
    ...holdVerbs(db),
    ...disclosureVerbs(db),
    ...tallyVerbs(db),
    ...assetVerbs(db),
    ...sitingVerbs(db),
    ...complaintVerbs(db),
    ...reportVerbs(db),
    ...alertVerbs(db),
    ...logVerbs(db),
    ...auditVerbs(db),
    changes: () => ({
      devices: changed('devices'),
      hotlists: changed('hotlists'),
      entries: changed('entries'),
      policies: changed('policies'),
    }),
    close: () => {
      db.close()
    },
  }
}
