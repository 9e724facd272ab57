import { writeSync } from 'node:fs'
import { sightingOf } from './sighting.fixture.ts'
import { openSqliteOutbox } from './sqlite-outbox.ts'

/** A unit that emits until it is killed, and says on stdout, after the fact, what it has emitted. */
const [path = ''] = process.argv.slice(2)
const outbox = openSqliteOutbox(path, 1e9, Date.now)
for (let n = 0; ; n++) {
  const { sighting, images } = sightingOf(n, { hit: n % 7 === 0, size: 20_000 })
  outbox.put(sighting, images)
  writeSync(1, `${sighting.read.id}\n`)
}
