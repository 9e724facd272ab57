import type { Verbs } from '../store/worker-calls.ts'
import { auditVerbs } from './audit-verbs.ts'
import { deviceVerbs } from './device-verbs.ts'
import { hotlistVerbs } from './hotlist-verbs.ts'
import type { Ledger } from './ledger.ts'
import { openLedgerFile } from './ledger-file.ts'
import { peopleVerbs } from './people-verbs.ts'
import { logVerbs } from './use-log-verbs.ts'

/** Every verb of the ledger, synchronous, on one file. */
export function sqliteLedgerVerbs(path: string): Verbs<Ledger> {
  const db = openLedgerFile(path)
  const counter = db.prepare<[string], number>('SELECT n FROM change WHERE topic = ?').pluck()
  return {
    ...deviceVerbs(db),
    ...peopleVerbs(db),
    ...hotlistVerbs(db),
    ...logVerbs(db),
    ...auditVerbs(db),
    changes: () => ({ devices: counter.get('devices') ?? 0, hotlists: counter.get('hotlists') ?? 0 }),
    close: () => {
      db.close()
    },
  }
}
