import { writeSync } from 'node:fs'
import { judged, someHit, someRead } from './judged.fixture.ts'
import { openSqliteStore } from './sqlite-store.ts'

/** A process of its own, to be killed: saves batches for ever, and says which are saved once they are. */
const [folder = '', size = ''] = process.argv.slice(2)
const store = await openSqliteStore(folder)
for (;;) {
  const batch = Array.from({ length: Number(size) }, () => {
    const read = someRead()
    return judged(read, [someHit(read)])
  })
  const outcomes = await store.saveReads(batch)
  if (outcomes.some((outcome) => outcome !== 'stored')) throw new Error(`not stored: ${outcomes}`)
  writeSync(1, `${batch.map(({ read }) => read.id).join(',')}\n`)
}
