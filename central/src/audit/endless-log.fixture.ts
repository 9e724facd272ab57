import { writeSync } from 'node:fs'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import { someUse } from './audit.fixture.ts'

/** A process of its own, to be killed: writes lines of the use log for ever, and says which are written. */
const [path = ''] = process.argv.slice(2)
const ledger = await openLedger(path)
for (let i = 1; ; i++) {
  await ledger.logUse(someUse(i))
  writeSync(1, `${i}\n`)
}
