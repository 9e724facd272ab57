import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openLedgerHere } from '../../central/src/ledger/sqlite-ledger.ts'
import { percentile } from './table.ts'

/** How long lines of the use log took, in ms, each with its commit. */
export interface Waits {
  readonly lines: number
  readonly median: number
  readonly p99: number
  readonly most: number
}

/** Between two lines. */
const EVERY_MS = 20

/**
 * A process of its own that adds lines to the use log of a ledger, as a running server does beside an import by the command
 * line, and says afterwards how long each took.
 * @param path of the ledger, which must exist
 */
export async function startBystander(path: string): Promise<{ stop(): Promise<Waits> }> {
  const child = fork(fileURLToPath(import.meta.url), ['stand-by', path])
  const heard = () =>
    new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve)
      child.once('exit', (code) => reject(new Error(`the bystander ended with ${code}`)))
    })
  await heard()
  return {
    async stop() {
      const said = heard()
      child.send('stop')
      return (await said) as Waits
    },
  }
}

async function standBy(path: string): Promise<void> {
  const ledger = openLedgerHere(path)
  const times: number[] = []
  let isOver = false
  process.once('message', () => {
    isOver = true
  })
  process.send?.('ready')
  while (!isOver) {
    const from = performance.now()
    await ledger.logUse({
      at: Date.now(),
      who: 'bench',
      action: 'image-view',
      outcome: 'success',
      subject: null,
      detail: null,
    })
    times.push(performance.now() - from)
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
  await ledger.close()
  process.send?.({
    lines: times.length,
    median: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    most: Math.max(...times),
  } satisfies Waits)
}

const [verb, path] = process.argv.slice(2)
if (verb === 'stand-by' && path) await standBy(path)
