import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJson, encodeJson } from '@archway/shared/codec'
import { type Entry, SignedManifest } from '@archway/shared/hotlist'
import { hotlistDigest } from '@archway/shared/list-digest'
import { ReadsMessage, type Sighting } from '@archway/shared/messages'
import { signManifest } from '@archway/shared/signing'
import { afterEach, beforeEach } from 'vitest'
import type { FrameSource } from './capture/frame-source.ts'
import { testAuthority } from './enroll/authority.fixture.ts'
import type { IdentityFiles } from './enroll/identity.ts'
import { scriptedCentral } from './mqtt/scripted-central.fixture.ts'
import { type RunOptions, run } from './run.ts'
import { scriptedUnit } from './scripted-unit.fixture.ts'

/** A unit over a folder, and the central that it speaks to; both new for each test. */
export interface UnitAtWork {
  readonly folder: string
  readonly central: Awaited<ReturnType<typeof scriptedCentral>>
  /** Of its journal, whichever of its runs said them. */
  readonly lines: readonly string[]
  identity(): Promise<IdentityFiles>
  /** @param waitForList seconds */
  writeConfig(waitForList: number): void
  /** Central has such a list in force; what asks for it is not answered by this. */
  announce(entries: readonly Entry[]): void
  /** Runs it with such cameras. @returns the exit code */
  start(
    sources: FrameSource[],
    options?: Partial<RunOptions>,
    how?: { readonly signal?: AbortSignal; readonly waitForList?: number },
  ): Promise<number>
  /** What reached central. */
  sightings(): Sighting[]
}

/** To be called where a file's tests are declared. */
export function unitAtWork(): UnitAtWork {
  const signing = generateKeyPairSync('ed25519')
  let folder: string
  let authority: Awaited<ReturnType<typeof testAuthority>>
  let central: UnitAtWork['central']
  let lines: string[]
  const at: UnitAtWork = {
    get folder() {
      return folder
    },
    get central() {
      return central
    },
    get lines() {
      return lines
    },
    async identity() {
      return {
        device: 'unit-1',
        broker: central.url(),
        ...(await authority.device('unit-1')),
        ca: authority.certificate,
        signingKey: signing.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      }
    },
    writeConfig(waitForList) {
      const source = { kind: 'folder', path: '.' }
      const cameras = [
        { id: 'one', angle: 1, source },
        { id: 'two', angle: 2, source },
      ]
      writeFileSync(
        join(folder, 'unit.yaml'),
        JSON.stringify({
          unit: 'unit-1',
          kind: 'fixed',
          state: '.',
          cameras,
          waitForListSeconds: waitForList,
        }),
      )
    },
    announce(entries) {
      const now = Date.now()
      const manifest = {
        v: 1,
        version: 1,
        entries: entries.length,
        digest: hotlistDigest(entries),
        sourceAt: now,
        issuedAt: now,
        expiresAt: now + 3_600_000,
      } as const
      central.say('hotlist', encodeJson(SignedManifest, signManifest(manifest, signing.privateKey)), true)
    },
    async start(sources, options = {}, { signal = new AbortController().signal, waitForList = 5 } = {}) {
      at.writeConfig(waitForList)
      const unit = scriptedUnit(folder, await at.identity(), sources, (line) => lines.push(line))
      return run(unit, { exitWhenDone: true, drainSeconds: 10, ...options }, signal)
    },
    sightings: () =>
      central.log.flatMap(({ channel, payload }) => {
        const message = channel === 'reads' ? decodeJson(ReadsMessage, payload) : null
        return message?.ok ? message.value.sightings : []
      }),
  }

  beforeEach(async () => {
    lines = []
    folder = mkdtempSync(join(tmpdir(), 'run-'))
    authority = await testAuthority()
    const server = await authority.server()
    central = await scriptedCentral({ device: 'unit-1', tls: { ...server, ca: authority.certificate } })
  })
  afterEach(async () => {
    await central.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  return at
}
