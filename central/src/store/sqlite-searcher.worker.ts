import { parentPort, workerData } from 'node:worker_threads'
import { searcherVerbs } from './sqlite-searcher-verbs.ts'
import { answerCalls } from './worker-calls.ts'

if (!parentPort) throw new Error('this module is the body of a worker thread')
answerCalls(parentPort, searcherVerbs(String(workerData)))
