import { writeSync } from 'node:fs'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import { csvOf, importCsv } from './hotlist.fixture.ts'

/** A process of its own, to be killed: imports a list that never ends, and says what of it is written. */
const [path = '', list = ''] = process.argv.slice(2)
const ledger = await openLedger(path)
const addEntries: typeof ledger.addEntries = async (...args) => {
  const added = await ledger.addEntries(...args)
  writeSync(1, `${added}\n`)
  return added
}
await importCsv({ ...ledger, addEntries }, list, lines())

function* lines(): Generator<Uint8Array> {
  yield csvOf([])
  for (let n = 0; ; n += 1000) {
    const plates = Array.from({ length: 1000 }, (_, at) => `E${n + at}`)
    yield new TextEncoder().encode(plates.map((plate) => `${plate},stolen-vehicle\n`).join(''))
  }
}
