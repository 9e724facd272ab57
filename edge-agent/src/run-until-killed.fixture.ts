import { createPublicKey } from 'node:crypto'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from './config.ts'
import type { IdentityFiles } from './enroll/identity.ts'
import { readMachine } from './health/machine.ts'
import { sealedList } from './hotlist/sealed-list.ts'
import { jsonJournal } from './journal.ts'
import { openSqliteOutbox } from './outbox/sqlite-outbox.ts'
import { run } from './run.ts'
import { type Scene, scriptedCamera, scriptedVision } from './scripted-vision.fixture.ts'

/** A unit as a process of its own, with a new vehicle every quarter of a second, until it is killed. */
const [folder = '', identityText = ''] = process.argv.slice(2)
const identity = JSON.parse(identityText) as IdentityFiles
const config = readConfig(join(folder, 'unit.yaml'), { state: null, models: null })
if (!config.ok) throw new Error(config.error.join('\n'))

const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)
const scenes: Scene[] = Array.from({ length: 4000 }, (_, index) => {
  const vehicle = Math.floor(index / 5)
  return [{ text: `${(vehicle * 7919 + 1234567).toString().slice(-7)}`, x: 100 + 20 * (index % 5) }]
})
const signingKey = createPublicKey(identity.signingKey)
process.exitCode = await run(
  {
    config: config.value,
    identity: { ...identity, signingKey, validUntil: Date.now() + 1e6 },
    sources: [scriptedCamera('one', 1, scenes, 50), scriptedCamera('two', 2, scenes, 50)],
    vision: scriptedVision(),
    eyes: 1,
    outbox: openSqliteOutbox(join(folder, 'outbox.db'), 1e9, Date.now),
    storage: sealedList(folder, signingKey, random),
    locator: null,
    machine: () => readMachine(folder),
    software: 'test',
    clock: Date.now,
    random,
    journal: jsonJournal((line) => void writeSync(1, line), Date.now),
  },
  { exitWhenDone: true, drainSeconds: 1 },
  new AbortController().signal,
)
