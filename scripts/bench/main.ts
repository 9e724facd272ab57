import { benchAlert } from './alert.ts'
import { benchIngest } from './ingest.ts'
import { benchRead } from './read.ts'

/** Prints figures of this machine; nothing here passes or fails. `npm run bench -- NAME...` */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  read: () => benchRead(),
  ingest: benchIngest,
  alert: () => benchAlert(),
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`)
  process.exitCode = 1
} else {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (asked.length === 0 || asked.includes(name)) await bench()
  }
}
