import { parentPort } from 'node:worker_threads'
import type { Call } from './calls.ts'

/** The thread of the eyes as it is, but asking it for evidence is the end of it. */
await import('./thread.ts')
parentPort?.on('message', (call: Call) => {
  if (call.verb === 'evidence') process.exit(7)
})
