import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { STEPS } from '../ledger/ledger-file.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { auditFixture, someUse } from './audit.fixture.ts'
import { keepCheckpoint, openAudit } from './audit-log.ts'
import { openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { readCheckpointFolder } from './checkpoint-folder.ts'
import { leafHash, rootOf } from './merkle.ts'
import { verifyLedger } from './verify-ledger.ts'

let at: ReturnType<typeof auditFixture>
beforeEach(() => {
  at = auditFixture()
})
afterEach(() => at.close())

const verify = (folder: string | null = at.outside) => verifyLedger(at.ledger, folder, at.key.publicKey)
const kinds = async (folder?: string | null) => (await verify(folder)).findings.map(({ kind }) => kind)
const REWRITE = `UPDATE use_log SET who = 'lee' WHERE n = 3`
/** What a careful forger does: the leaf follows the line. */
const leafOf = (n: number) =>
  `use_leaf_of(n, at, who, action, outcome, subject, detail) FROM use_log WHERE n = ${n}`

/** Ten lines under one checkpoint, ten under the next, two after it. */
async function twentyTwo() {
  const audit = await openAudit(at.means)
  await at.log(10)
  await audit.checkpoint()
  await at.log(10)
  await audit.checkpoint()
  await at.log(2)
}

describe('audit log', () => {
  test('checkpoints say how many lines there are and their root, in the ledger and outside', async () => {
    await twentyTwo()
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

  describe('detects and names', () => {
    beforeEach(twentyTwo)
    const refused = () => expect(openAudit(at.means)).rejects.toThrow(/does not verify[\s\S]*audit restart/)

    test('a changed line', async () => {
      at.tamper(REWRITE)
      expect(await kinds()).toEqual(['changed', 'rewritten'])
      const texts = (await verify()).findings.map(({ text }) => text).join('\n')
      expect(texts).toMatch(/line 3 does not give/)
      expect(texts).toMatch(/lines 1 to 10 .* the kept leaf hashes do/)
      await refused()
    })

    test('a changed line whose leaf was made to follow', async () => {
      const db = at.path
      at.tamper(REWRITE)
      const { openLedgerFile } = await import('../ledger/ledger-file.ts')
      const file = openLedgerFile(db)
      file.exec(`UPDATE use_leaf SET hash = (SELECT ${leafOf(3)}) WHERE n = 3`)
      file.close()
      expect(await kinds()).toEqual(['rewritten'])
      expect((await verify()).findings[0]?.text).toMatch(/lines 1 to 10 .* nor do the kept leaf hashes/)
      await refused()
    })

    test('a changed line between two checkpoints: where it lies', async () => {
      at.tamper(`UPDATE use_log SET subject = 'x' WHERE n = 15`)
      expect((await verify()).findings.at(-1)?.text).toMatch(/lines 11 to 20/)
    })

    test('a dropped line', async () => {
      at.tamper('DELETE FROM use_log WHERE n = 5; DELETE FROM use_leaf WHERE n = 5')
      const { findings } = await verify()
      expect(findings[0]).toEqual({ kind: 'missing', text: 'line 5 is not there' })
      await refused()
    })

    test('two lines that changed places', async () => {
      at.tamper(`UPDATE use_log SET n = -1 WHERE n = 5; UPDATE use_log SET n = 5 WHERE n = 6;
        UPDATE use_log SET n = 6 WHERE n = -1`)
      expect(await kinds()).toEqual(['changed', 'changed', 'rewritten'])
      await refused()
    })

    test('a cut-off end, also where the file was made to forget that it was longer', async () => {
      at.tamper('DELETE FROM use_log WHERE n > 15; DELETE FROM use_leaf WHERE n > 15')
      expect(await kinds()).toEqual(['truncated', 'truncated'])
      at.tamper("UPDATE sqlite_sequence SET seq = 15 WHERE name = 'use_log'")
      const { findings } = await verify()
      expect(findings).toHaveLength(1)
      expect(findings[0]?.text).toMatch(/has 15 lines, .*covers 20: lines were cut off/)
      await refused()
    })

    test('a cut-off end whose checkpoints were removed too: by those outside', async () => {
      at.tamper(`DELETE FROM use_log WHERE n > 15; DELETE FROM use_leaf WHERE n > 15;
        DELETE FROM checkpoint WHERE n = 2; UPDATE sqlite_sequence SET seq = 15 WHERE name = 'use_log'`)
      expect(await kinds(null)).toEqual([])
      expect(await kinds()).toEqual(['truncated'])
      await refused()
    })

    test('a rewritten history with a checkpoint forged to fit', async () => {
      const stranger = generateKeyPairSync('ed25519')
      const verdict = await verify()
      await keepCheckpoint({ ...at.means, key: stranger, folder: null }, { ...verdict, restart: null })
      expect((await verify()).findings).toEqual([
        { kind: 'forged', text: 'ledger, checkpoint 3: the signature is not by this key' },
      ])
      await refused()
    })

    test('a checkpoint outside that was edited, or is none', async () => {
      const [name = ''] = readdirSync(at.outside)
      const path = join(at.outside, name)
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, text.replace('"size":10', '"size":11'))
      expect(await kinds()).toEqual(['forged'])
      writeFileSync(path, text.slice(0, 40))
      expect(await kinds()).toEqual(['unreadable'])
    })

    test('an outside folder that is not there is an error, not an empty one', async () => {
      rmSync(at.outside, { recursive: true })
      await expect(openAudit(at.means)).rejects.toThrow(/cannot be read .*mount it/)
    })
  })

  test('what is tampered with while the server runs gets no signature', async () => {
    const audit = await openAudit(at.means)
    await at.log(5)
    await audit.checkpoint()
    await at.log(5)
    at.tamper(`UPDATE use_log SET who = 'lee' WHERE n = 8`)
    await expect(audit.checkpoint()).rejects.toThrow(/from line 8 on/)
    expect(await at.ledger.checkpoints()).toHaveLength(1)
    await expect(audit.checkpoint()).rejects.toThrow(/from line 8 on/)
  })

  test('an old line that is changed while the server runs does not enter what it signs', async () => {
    const audit = await openAudit(at.means)
    await at.log(5)
    await audit.checkpoint()
    at.tamper(REWRITE)
    await at.log(5)
    await audit.checkpoint()
    expect(await kinds()).toEqual(['changed', 'rewritten'])
  })

  test('a restart covers what was wrong, and nothing that goes wrong later', async () => {
    await twentyTwo()
    at.tamper(
      `${REWRITE}; DELETE FROM use_log WHERE n IN (5, 22); INSERT INTO checkpoint (signed) VALUES ('x')`,
    )
    expect((await kinds()).toSorted()).toEqual(
      ['changed', 'missing', 'rewritten', 'truncated', 'unreadable'].toSorted(),
    )
    await at.ledger.restartLog({ ...someUse(1), action: 'audit-restart', detail: 'disk' })
    const verdict = await verify()
    const restart = { lastLine: verdict.lastLine, lastCheckpoint: 3, by: 'it', reason: 'disk' }
    await keepCheckpoint(at.means, { ...verdict, restart })
    expect(await kinds()).toEqual(['break'])
    const audit = await openAudit(at.means)
    await at.log(2)
    await audit.checkpoint()
    expect(await kinds()).toEqual(['break'])
    at.tamper(`UPDATE use_log SET who = 'lee' WHERE n = 24`)
    expect(await kinds()).toEqual(['break', 'changed', 'rewritten'])
    at.tamper('DELETE FROM use_log WHERE n = 24')
    expect(await kinds()).toEqual(['break', 'missing', 'truncated'])
  })

  test('a lost key: its checkpoints are no proof any more, and a restart under the new one says so', async () => {
    await twentyTwo()
    const means = { ...at.means, key: generateKeyPairSync('ed25519') }
    await expect(openAudit(means)).rejects.toThrow(/signature is not by this key/)
    for (const name of readdirSync(at.outside)) rmSync(join(at.outside, name))
    await at.ledger.restartLog({ ...someUse(1), action: 'audit-restart', detail: 'key lost' })
    const verdict = await verifyLedger(at.ledger, at.outside, means.key.publicKey)
    const restart = { lastLine: verdict.lastLine, lastCheckpoint: 2, by: 'it', reason: 'key lost' }
    await keepCheckpoint(means, { ...verdict, restart })
    await (await openAudit(means)).checkpoint()
    const after = await verifyLedger(at.ledger, at.outside, means.key.publicKey)
    expect(after.findings.map(({ kind }) => kind)).toEqual(['break'])
    expect(after.agreeing).toBe(4)
  })

  test('a restart by a stranger counts for nothing', async () => {
    await twentyTwo()
    at.tamper(REWRITE)
    const verdict = await verify()
    const { privateKey } = generateKeyPairSync('ed25519')
    const restart = { lastLine: 99, lastCheckpoint: 99, by: 'x', reason: 'x' }
    const forged = signCheckpoint(
      {
        format: 'archway-audit-checkpoint-1',
        origin: 'o',
        size: 22,
        root: '0'.repeat(64),
        at: 9e12,
        restart,
      },
      privateKey,
    )
    await at.ledger.keepCheckpoint(forged)
    expect(await kinds()).toEqual([...verdict.findings.map(({ kind }) => kind), 'forged'])
  })

  test('killed in the middle of appends, it keeps every line it said it had, and verifies', async () => {
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
