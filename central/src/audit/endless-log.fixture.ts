import { writeSync } from 'node:fs'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import { someUse } from './audit.fixture.ts'

/** A process of its own, to be killed: writes lines of the use log for ever, several at once, and says which are written. */
const AT_ONCE = 8
const [path = '', first = '1'] = process.argv.slice(2)
const ledger = await openLedger(path)
let next = Number(first)
for (let n = 0; n < AT_ONCE; n += 1) void write()

async function write(): Promise<never> {
  for (;;) {
    const use = someUse(next++)
    await ledger.logUse(use)
    writeSync(1, `${use.subject}\n`)
  }
}
