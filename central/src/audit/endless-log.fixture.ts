import { writeSync } from 'node:fs'
import { openLedger } from '../ledger/sqlite-ledger.ts'

/** A process of its own, to be killed: writes lines of the use log for ever, and says which are written. */
const [path = ''] = process.argv.slice(2)
const ledger = await openLedger(path)
for (let i = 1; ; i++) {
  await ledger.logUse({
    at: i,
    who: 'kim',
    action: 'image-view',
    outcome: 'success',
    subject: `image ${i}`,
    detail: null,
  })
  writeSync(1, `${i}\n`)
}
