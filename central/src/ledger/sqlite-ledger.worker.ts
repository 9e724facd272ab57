import { parentPort, workerData } from 'node:worker_threads'
import { answerCalls } from '../store/worker-calls.ts'
import { openLedgerFile } from './ledger-file.ts'
import { sharedCommit } from './shared-commit.ts'
import { sqliteLedgerVerbs } from './sqlite-ledger-verbs.ts'

if (!parentPort) throw new Error('this module is the body of a worker thread')
const db = openLedgerFile(String(workerData))
answerCalls(parentPort, sqliteLedgerVerbs(db), sharedCommit(db))
