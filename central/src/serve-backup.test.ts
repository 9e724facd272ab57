import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uuid7 } from '@archway/shared/id'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backupData, restoreData } from './command/backup-commands.ts'
import { showCertificates } from './command/retention-commands.ts'
import { DAY_MS } from './retention/retention.ts'
import { type Central, startCentral } from './serve.fixture.ts'
import { judged, random, someRead } from './store/judged.fixture.ts'
import { openSqliteStoreHere } from './store/sqlite-store.ts'

const place = mkdtempSync(join(tmpdir(), 'whole-backup-'))
const outside = mkdtempSync(join(tmpdir(), 'whole-outside-'))
let central: Central
beforeAll(async () => {
  central = await startCentral(`http: { port: 0 }\naudit: { checkpoints: ${outside} }\n`)
})
afterAll(async () => {
  await central.close()
  for (const folder of [place, outside]) rmSync(folder, { recursive: true, force: true })
})

const said: string[] = []
const terminal = {
  out: (text: string) => void said.push(text),
  err: (text: string) => void said.push(text),
  secret: () => Promise.reject(new Error('nobody to ask')),
}

test('promise 15: a backup made beside the server, put back after a purge, shows nothing of the purged day', async () => {
  const { config } = central
  await central.serving.stop()
  const store = openSqliteStoreHere(join(config.data, 'days'))
  const at = Date.now()
  const due = someRead({ capturedAt: at - 90 * DAY_MS })
  const kept = someRead({ capturedAt: at - DAY_MS })
  await store.saveReads([judged(due), judged(kept)])
  await store.close()
  const backup = join(place, 'backup')
  await central.command((means) => backupData(backup, means))

  // The server purges at its start, and certifies it.
  await central.start()
  await expect
    .poll(() => central.command((means) => showCertificates(null, means)), { timeout: 15_000 })
    .toContain('the day')
  await central.serving.stop()

  renameSync(config.data, join(place, 'lost'))
  const code = await restoreData(backup, { config, terminal, now: Date.now, by: 'command line test' })
  // Lines and checkpoints of after the backup are missing, and that is said: the log is put on record as broken.
  expect(code).toBe(1)
  expect(said.join('\n')).toMatch(/purged .*its key was destroyed[\s\S]*truncated[\s\S]*audit restart/)
  expect(said.join('\n')).toContain('1 restored')
  await expect(central.start()).rejects.toThrow(/does not verify/)
  const back = openSqliteStoreHere(join(config.data, 'days'))
  expect(await back.passing(due.id)).toBeNull()
  expect(await back.saveReads([judged(due)])).toEqual(['purged'])
  expect(await back.passing(kept.id)).not.toBeNull()
  expect(await back.passing(uuid7(at, random))).toBeNull()
  await back.close()
  expect(await central.command((means) => showCertificates(null, means))).toContain('the day')

  rmSync(config.data, { recursive: true })
  renameSync(join(place, 'lost'), config.data)
  await central.start()
}, 90_000)
