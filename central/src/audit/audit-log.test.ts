import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { STEPS } from '../ledger/ledger-file.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { auditFixture, someUse, twentyTwo, verifyOf } from './audit.fixture.ts'
import { openAudit } from './audit-log.ts'
import { openCheckpoint } from './checkpoint.ts'
import { readCheckpointFolder } from './checkpoint-folder.ts'
import { leafHash, rootOf } from './merkle.ts'
import { verifyLedger } from './verify-ledger.ts'

let at: ReturnType<typeof auditFixture>
beforeEach(() => {
  at = auditFixture()
})
afterEach(() => at.close())

const verify = (folder?: string | null) => verifyOf(at, folder)

describe('audit log', () => {
  test('checkpoints say how many lines there are and their root, in the ledger and outside', async () => {
    await twentyTwo(at)
    const verdict = await verify()
    expect(verdict.findings).toEqual([])
    // Two in the ledger, the same two outside.
    expect(verdict.agreeing).toBe(4)
    const lines = await at.ledger.auditLines(0, 99)
    expect(lines.map(({ n }) => n)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1))
    const first = openCheckpoint(String((await at.ledger.checkpoints())[0]?.signed), at.key.publicKey)
    const canonical = (i: number) =>
      `{"action":"image-view","at":${i},"detail":null,"n":${i},"outcome":"success","subject":"image ${i}","who":"kim"}`
    const leaves = Array.from({ length: 10 }, (_, i) => leafHash(canonical(i + 1)))
    expect(first).toMatchObject({
      origin: 'central.test',
      size: 10,
      root: Buffer.from(rootOf(leaves)).toString('hex'),
      restart: null,
    })
    expect(lines.slice(0, 10).map(({ leaf }) => leaf)).toEqual(
      leaves.map((leaf) => Buffer.from(leaf).toString('hex')),
    )
  })

  test('any text is stored and replayed to the same leaf', async () => {
    const odd = ['\ud800', 'a\0b', '\u2028', '\ufeff', '"\\\n\r', '𝒦', '']
    for (const who of odd) await at.ledger.logUse({ ...someUse(1), who, detail: who })
    await at.ledger.logUse({ ...someUse(Date.UTC(2026, 10, 25)), subject: null })
    const audit = await openAudit(at.means)
    await audit.checkpoint()
    expect((await verify()).findings).toEqual([])
  })

  test('a checkpoint that is kept nowhere outside is handed over the next time', async () => {
    const audit = await openAudit({ ...at.means })
    await audit.checkpoint()
    for (const name of readdirSync(at.outside)) rmSync(join(at.outside, name))
    await at.log(1)
    await audit.checkpoint()
    expect(await readCheckpointFolder(at.outside)).toHaveLength(2)
  })

  test('a clock that goes back does not mix up the order of checkpoints', async () => {
    const audit = await openAudit(at.means)
    const first = await audit.checkpoint()
    at.setClock(1000)
    expect((await audit.checkpoint()).at).toBe(first.at + 1)
  })

  test('checkpoints asked for at once are made one after another', async () => {
    const audit = await openAudit(at.means)
    await at.log(50)
    const [a, b] = await Promise.all([audit.checkpoint(), audit.checkpoint()])
    expect([a.size, b.size]).toEqual([50, 50])
    expect(b.at).toBeGreaterThan(a.at)
  })

  test('lines that an older version wrote are in the tree once the file is migrated', async () => {
    const path = join(at.folder, 'old.db')
    const old = new Database(path)
    const before = STEPS.slice(0, 2)
    for (const step of before) old.exec(step)
    old.pragma(`user_version = ${before.length}`)
    const insert = old.prepare(
      'INSERT INTO use_log (at, who, action, outcome, subject, detail) VALUES (@at, @who, @action, @outcome, @subject, @detail)',
    )
    for (let i = 1; i <= 3; i++) insert.run(someUse(i))
    old.close()
    const migrated = openLedgerHere(path)
    await migrated.logUse(someUse(4))
    const verdict = await verifyLedger(migrated, null, at.key.publicKey)
    expect(verdict.frontier.size).toBe(4)
    expect(verdict.findings).toEqual([])
    await migrated.close()
  })

  // Two processes are started and killed: on a crowded machine that takes a while.
  test('killed in the middle of appends, it keeps every line it said it had, and verifies', {
    timeout: 120_000,
  }, async () => {
    const tsx = createRequire(import.meta.url).resolve('tsx/package.json')
    const loader = new URL('./dist/esm/index.mjs', pathToFileURL(tsx)).href
    const body = fileURLToPath(new URL('./endless-log.fixture.ts', import.meta.url))
    for (let round = 1; round <= 2; round++) {
      const args = ['--conditions=source', '--import', loader, body, at.path, `${round * 1_000_000}`]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const exited = once(child, 'exit')
      const said: string[] = []
      const before = await at.ledger.everHeld()
      for await (const line of createInterface(child.stdout)) {
        said.push(line)
        if (said.length >= 40) child.kill('SIGKILL')
      }
      expect((await exited)[1]).toBe('SIGKILL')
      const audit = await openAudit(at.means)
      await audit.checkpoint()
      expect((await verify()).findings).toEqual([])
      const kept = (await at.ledger.uses(before, 99_999)).map(({ subject }) => subject)
      expect(kept).toEqual(expect.arrayContaining(said))
      expect(new Set(said).size).toBe(said.length)
    }
  })
})
