import { createPublicKey } from 'node:crypto'
import { join } from 'node:path'
import type { FrameSource } from './capture/frame-source.ts'
import { readConfig } from './config.ts'
import type { IdentityFiles } from './enroll/identity.ts'
import { readMachine } from './health/machine.ts'
import { sealedList } from './hotlist/sealed-list.ts'
import { jsonJournal } from './journal.ts'
import { openSqliteOutbox } from './outbox/sqlite-outbox.ts'
import type { UnitParts } from './run.ts'
import { scriptedVision } from './scripted-vision.fixture.ts'

/**
 * What a unit runs with over a folder that has its `unit.yaml`: all of it real, but what its cameras see.
 * @param line takes the lines of its journal
 */
export function scriptedUnit(
  folder: string,
  identity: IdentityFiles,
  sources: FrameSource[],
  line: (line: string) => void,
): UnitParts {
  const config = readConfig(join(folder, 'unit.yaml'), { state: null, models: null })
  if (!config.ok) throw new Error(config.error.join('\n'))
  const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)
  const signingKey = createPublicKey(identity.signingKey)
  return {
    config: config.value,
    identity: { ...identity, signingKey, validUntil: Date.now() + 1e6 },
    sources,
    vision: scriptedVision(),
    eyes: 1,
    outbox: openSqliteOutbox(join(folder, 'outbox.db'), 1e9, Date.now),
    storage: sealedList(folder, signingKey, random),
    locator: null,
    machine: () => readMachine(folder),
    software: 'test',
    clock: Date.now,
    random,
    journal: jsonJournal(line, Date.now),
  }
}
