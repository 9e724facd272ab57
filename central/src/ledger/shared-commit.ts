import type { Database } from 'better-sqlite3'
import type { SharedCommit } from '../store/worker-calls.ts'
import type { Ledger } from './ledger.ts'

/** What a request of somebody at work writes: short, and many do it at once. */
const WRITES: readonly (keyof Ledger)[] = ['logUse', 'beginSearch', 'continueSearch', 'sessionUsed']
/** What the same requests look up before it. */
const READS: readonly (keyof Ledger)[] = ['session', 'caseOf', 'secret', 'changes']

/** Lines of the use log that wait at the same time are written durably at once: the disk is waited for once for all. */
export function sharedCommit(db: Database): SharedCommit {
  const transaction = db.transaction((run: () => unknown) => run())
  return {
    writes: new Set<string>(WRITES),
    reads: new Set<string>(READS),
    all: (work) => {
      transaction(work)
    },
    each<T>(verb: () => T): T {
      // SQLite gives up the whole transaction at some errors, a full disk among them. What came after one would be
      // written by itself and reported as undone.
      if (!db.inTransaction) throw new Error('an error before it undid what was written with it')
      return transaction(verb) as T
    },
  }
}
