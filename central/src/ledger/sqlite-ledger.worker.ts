import { parentPort, workerData } from 'node:worker_threads'
import { answerCalls } from '../store/worker-calls.ts'
import { sqliteLedgerVerbs } from './sqlite-ledger-verbs.ts'

if (!parentPort) throw new Error('this module is the body of a worker thread')
answerCalls(parentPort, sqliteLedgerVerbs(String(workerData)))
