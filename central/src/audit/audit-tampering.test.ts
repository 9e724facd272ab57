import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditFixture, someUse, twentyTwo, verifyOf } from './audit.fixture.ts'
import { keepCheckpoint, openAudit } from './audit-log.ts'
import { signCheckpoint } from './checkpoint.ts'
import { verifyLedger } from './verify-ledger.ts'

let at: ReturnType<typeof auditFixture>
beforeEach(() => {
  at = auditFixture()
})
afterEach(() => at.close())

const verify = (folder?: string | null) => verifyOf(at, folder)
const kinds = async (folder?: string | null) => (await verify(folder)).findings.map(({ kind }) => kind)
const REWRITE = `UPDATE use_log SET who = 'lee' WHERE n = 3`
/** What a careful forger does: the leaf follows the line. */
const leafOf = (n: number) =>
  `use_leaf_of(n, at, who, action, outcome, subject, detail) FROM use_log WHERE n = ${n}`

describe('audit log that was tampered with', () => {
  describe('detects and names', () => {
    beforeEach(() => twentyTwo(at))
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
    await twentyTwo(at)
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
    await twentyTwo(at)
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
    await twentyTwo(at)
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
})
