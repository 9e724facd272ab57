import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportAudit, restartAudit, verifyAudit } from './command/audit-commands.ts'
import { type Central, startCentral } from './serve.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'outside-'))
let central: Central

beforeAll(async () => {
  central = await startCentral(`http: { port: 0 }\naudit: { checkpoints: ${folder} }\n`)
})
afterAll(async () => {
  await central.close()
  rmSync(folder, { recursive: true, force: true })
})

const sealed = () => central.log.filter((line) => line.includes('checkpoint of the use log'))
const tamper = (sql: string) => {
  const db = new Database(join(central.config.data, 'ledger.db'))
  db.exec(`DROP TRIGGER use_log_stands; ${sql}`)
  db.close()
}

test('a checkpoint at the start and at the end of every run, outside too', async () => {
  expect(sealed()).toHaveLength(1)
  expect(readdirSync(folder)).toHaveLength(1)
  // Added, trained, the order signed, a password given, and changed for their own: five lines.
  await central.addOperator('kim')
  await central.restart()
  expect(sealed().map((line) => (JSON.parse(line) as { size: number }).size)).toEqual([0, 5, 5])
  expect(readdirSync(folder)).toHaveLength(3)
  expect(central.log.join()).not.toContain('audit.checkpoints is not set')
  expect(await central.command(verifyAudit)).toMatch(/^lines {8}5\n/)
})

test('without a folder outside it serves and warns', async () => {
  const other = await startCentral()
  expect(other.log.join()).toContain('audit.checkpoints is not set')
  await other.close()
})

test('a log that was changed is not served; it says what and how to recover; a restart stays on record', async () => {
  await central.serving.stop()
  tamper("UPDATE use_log SET who = 'nobody' WHERE n = 1")
  await expect(central.start()).rejects.toThrow(
    /line 1 does not give[\s\S]*put back a ledger\.db[\s\S]*audit restart/,
  )
  // Nothing is held by the refused start: the same again.
  await expect(central.start()).rejects.toThrow(/line 1 does not give/)
  await expect(central.command(verifyAudit)).rejects.toThrow(/exit 1: changed: line 1 /)
  const exported = join(folder, 'evidence')
  await expect(central.command((means) => exportAudit(exported, means))).rejects.toThrow(/exported as it is/)
  await central.command((means) => restartAudit('a test changed line 1', means))
  await central.start()
  await expect(central.command(verifyAudit)).rejects.toThrow(
    /exit 1: break: .*command line test let it go on: a test changed line 1/,
  )
  await expect(
    central.command((means) => restartAudit('while it runs, which must not be', means)),
  ).rejects.toThrow(/another server works on/)
})
