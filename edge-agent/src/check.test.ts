import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { ALPHABET } from '@archway/shared/plate'
import { sha256 } from '@archway/shared/signing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { check } from './check.ts'
import { readConfig } from './config.ts'
import { testAuthority } from './enroll/authority.fixture.ts'
import { storeIdentity } from './enroll/identity.ts'
import { sealedList } from './hotlist/sealed-list.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)

async function findings(now = Date.now()) {
  const file = join(folder, 'unit.yaml')
  const camera = { id: 'one', angle: 1, source: { kind: 'folder', path: 'frames' } }
  writeFileSync(
    file,
    JSON.stringify({ unit: 'unit-1', kind: 'fixed', state: 'state', precision: 'fp32', cameras: [camera] }),
  )
  const config = readConfig(file, { state: null, models: null })
  if (!config.ok) throw new Error(config.error.join('\n'))
  const found = await check({
    config: config.value,
    models: join(folder, 'models'),
    now,
    openList: (identity) => sealedList(config.value.state, identity.signingKey, random),
  })
  return found.map(({ level, what }) => `${level} ${what}`)
}

const some = (found: string[], pattern: RegExp) => expect(found.join('\n')).toMatch(pattern)

it('finds everything that is missing, in one go', async () => {
  const found = await findings()
  some(found, /wrong camera one .*is not there/)
  some(found, /wrong models: cannot read/)
  some(found, /wrong state directory/)
  some(found, /wrong this unit is not enrolled: run `archway-edge enroll/)
})

it('finds a unit in order, and then what changed', async () => {
  mkdirSync(join(folder, 'frames'))
  mkdirSync(join(folder, 'state'), { mode: 0o700 })
  mkdirSync(join(folder, 'models'))
  const graph = { sha256: sha256('graph'), training: {} }
  const crop = { ...graph, input: ['N', 64, 160, 1] }
  writeFileSync(
    join(folder, 'models', 'manifest.json'),
    JSON.stringify({
      version: 'v1',
      models: {
        detector: {
          ...graph,
          file: 'detector.onnx',
          input: [1, 'H', 'W', 3],
          stride: 8,
          scoreThreshold: 0.5,
        },
        corners: { ...crop, file: 'corners.onnx', plateThreshold: 0.5, marginX: 0.1, marginY: 0.1 },
        reader: {
          ...crop,
          file: 'reader.onnx',
          readers: 1,
          columns: 40,
          alphabet: ALPHABET,
          marginX: 0.1,
          marginY: 0.1,
          temperature: 1,
        },
      },
    }),
  )
  for (const name of ['detector', 'corners', 'reader'])
    writeFileSync(join(folder, 'models', `${name}.onnx`), 'graph')
  const authority = await testAuthority()
  const server = await authority.server()
  const broker = createServer({
    key: server.key,
    cert: server.certificate,
    ca: authority.certificate,
    requestCert: true,
  })
  await new Promise<void>((done) => broker.listen(0, '127.0.0.1', done))
  const signingKey = generateKeyPairSync('ed25519')
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()
  const enrol = async (device: string) =>
    storeIdentity(join(folder, 'state'), {
      device,
      broker: `mqtts://127.0.0.1:${(broker.address() as AddressInfo).port}`,
      ...(await authority.device(device)),
      ca: authority.certificate,
      signingKey,
    })
  await enrol('unit-1')

  const found = await findings()
  expect(found.filter((line) => line.startsWith('wrong'))).toEqual([])
  some(found, /ok models v1/)
  some(found, /warn models: none of them tells the state, .*look only/)
  some(found, /ok broker .* answers/)
  some(found, /warn hotlist: none yet/)
  some(found, /warn the certificate expires/)
  some(await findings(Date.now() + 10 * 86_400_000), /wrong the certificate expired/)

  writeFileSync(join(folder, 'models', 'reader.onnx'), 'another graph')
  writeFileSync(join(folder, 'state', 'hotlist.sealed'), 'x'.repeat(100))
  chmodSync(join(folder, 'state'), 0o755)
  await enrol('unit-2')
  await new Promise((done) => broker.close(done))
  const changed = await findings()
  some(changed, /wrong models: the reader model .* is not the file of the manifest/)
  some(changed, /wrong hotlist: .* cannot be opened/)
  some(changed, /warn state directory .*chmod 700/)
  some(changed, /wrong the file says unit unit-1, but this box is enrolled as unit-2/)
  some(changed, /wrong broker .*check network and clock/)
})
