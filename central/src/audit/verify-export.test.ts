import { generateKeyPairSync } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditFixture, someUse } from './audit.fixture.ts'
import { openAudit } from './audit-log.ts'
import { exportLog } from './export-log.ts'
import { verifyExport } from './verify-export.ts'

let at: ReturnType<typeof auditFixture>
let folder: string
let entries: string
let checkpoints: string

beforeEach(async () => {
  at = auditFixture()
  folder = join(at.folder, 'export')
  entries = join(folder, 'entries.jsonl')
  checkpoints = join(folder, 'checkpoints.jsonl')
  const audit = await openAudit(at.means)
  await at.log(10)
  await audit.checkpoint()
  for (const who of ['a\u2028b', '\ufeff', 'x\ny', '{"leaf":null}'])
    await at.ledger.logUse({ ...someUse(1), who })
  await at.log(6)
  await audit.checkpoint()
  expect(await exportLog(folder, at.ledger, at.key.publicKey, null)).toBe(20)
})
afterEach(() => at.close())

const verify = (outside: string | null = null) => verifyExport(folder, outside, at.key.publicKey)
const findings = async (outside: string | null = null) => (await verify(outside)).findings
const kinds = async (outside: string | null = null) => (await findings(outside)).map(({ kind }) => kind)
const edit = (path: string, change: (lines: string[]) => string[]) => {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  writeFileSync(
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

describe('an export, with only the key', () => {
  test('verifies whole, and is for its owner only', async () => {
    const verdict = await verify()
    expect(verdict.findings).toEqual([])
    expect(verdict).toMatchObject({ agreeing: 2, lastLine: 20, newest: { size: 20 } })
    expect(statSync(folder).mode & 0o077).toBe(0)
    expect(statSync(entries).mode & 0o077).toBe(0)
  })

  test('verifies line by line as documented: leaf and entry stand where the page says', () => {
    for (const line of readFileSync(entries, 'utf8').split('\n').slice(0, -1)) {
      const value = JSON.parse(line) as { leaf: string; entry: unknown }
      expect(line.slice(0, 83)).toBe(`{"leaf":"${value.leaf}","entry":`)
      expect(JSON.parse(line.slice(83, -1))).toEqual(value.entry)
    }
  })

  test('one byte changed', async () => {
    edit(entries, (lines) => lines.with(13, lines[13]?.replace('image-view', 'image-View') ?? ''))
    expect(await kinds()).toEqual(['changed', 'rewritten'])
    expect((await findings())[0]?.text).toMatch(/^line 14 /)
    expect((await findings())[1]?.text).toMatch(/lines 11 to 20/)
  })

  test('a leaf changed instead of its line', async () => {
    edit(entries, (lines) => lines.with(13, lines[13]?.replace(/[0-9a-f]{8}/, '00000000') ?? ''))
    expect(await findings()).toEqual([
      { kind: 'changed', text: expect.stringMatching(/^line 14 does not give/) },
    ])
  })

  test('a change that leaves the meaning: other spacing, a byte that is no UTF-8', async () => {
    edit(entries, (lines) => lines.with(2, lines[2]?.replace('"at":', '"at": ') ?? ''))
    expect(await kinds()).toEqual(['changed', 'rewritten'])
    const bytes = readFileSync(entries)
    bytes[bytes.indexOf('kim')] = 0xff
    writeFileSync(entries, bytes)
    expect((await findings()).map(({ text }) => text).join()).toMatch(/line 1 .*line 3 /)
  })

  test('one dropped', async () => {
    edit(entries, (lines) => lines.toSpliced(4, 1))
    expect((await findings())[0]).toEqual({ kind: 'missing', text: 'line 5 is not there' })
  })

  test('the end cut off, at a line and within one', async () => {
    edit(entries, (lines) => lines.slice(0, 18))
    expect(await findings()).toEqual([
      { kind: 'truncated', text: expect.stringMatching(/has 18 lines, .*covers 20/) },
    ])
    const bytes = readFileSync(entries)
    writeFileSync(entries, bytes.subarray(0, -30))
    expect(await kinds()).toEqual(['changed', 'truncated'])
  })

  test('two lines in another order', async () => {
    edit(entries, (lines) => [...lines.slice(0, 5), lines[6] ?? '', lines[5] ?? '', ...lines.slice(7)])
    expect(await kinds()).toEqual(['reordered', 'rewritten'])
    expect((await findings())[0]?.text).toBe('line 6 does not stand in its place')
  })

  test('a line added in between, or one that is no line', async () => {
    edit(entries, (lines) => lines.toSpliced(5, 0, lines[3] ?? ''))
    expect((await kinds()).slice(0, 2)).toEqual(['reordered', 'rewritten'])
    edit(entries, (lines) => lines.toSpliced(5, 1, 'nonsense'))
    expect(await kinds()).toContain('changed')
  })

  test('a forged checkpoint, by an edit and by another key', async () => {
    edit(checkpoints, (lines) => lines.map((line) => line.replace('"size":10', '"size":12')))
    expect(await findings()).toEqual([
      { kind: 'forged', text: `${checkpoints}:1: the signature is not by this key` },
    ])
    appendFileSync(checkpoints, 'nonsense\n')
    expect(await kinds()).toEqual(['forged', 'unreadable'])
    const other = await verifyExport(folder, null, generateKeyPairSync('ed25519').publicKey)
    expect(other.findings.map(({ kind }) => kind)).toEqual(['forged', 'forged', 'unreadable'])
    expect(other.agreeing).toBe(0)
  })

  test('an end that was cut off with its checkpoints: shown by those kept elsewhere', async () => {
    edit(entries, (lines) => lines.slice(0, 10))
    edit(checkpoints, (lines) => lines.slice(0, 1))
    expect(await kinds()).toEqual([])
    expect(await kinds(at.outside)).toEqual(['truncated'])
  })

  test('lines that no checkpoint covers: nobody vouches for them', async () => {
    edit(checkpoints, (lines) => lines.slice(0, 1))
    expect(await findings()).toEqual([{ kind: 'uncovered', text: expect.stringMatching(/lines 11 to 20,/) }])
    expect(await kinds(at.outside)).toEqual([])
  })

  test('any history after the checkpoint of the empty log', async () => {
    const made = auditFixture()
    const invented = join(made.folder, 'export')
    const audit = await openAudit({ ...made.means, key: at.key })
    await audit.checkpoint()
    await made.log(5)
    await exportLog(invented, made.ledger, at.key.publicKey, null)
    const verdict = await verifyExport(invented, null, at.key.publicKey)
    expect(verdict).toMatchObject({ agreeing: 1, covered: 0 })
    expect(verdict.findings.map(({ kind }) => kind)).toEqual(['uncovered'])
    await made.close()
  })

  test('ends where its newest checkpoint ends, though the log goes on meanwhile', async () => {
    await at.log(3)
    const shorter = join(at.folder, 'shorter')
    expect(await exportLog(shorter, at.ledger, at.key.publicKey, 20)).toBe(20)
    expect((await verifyExport(shorter, null, at.key.publicKey)).findings).toEqual([])
  })

  test('a file of the export that is not there is an error', async () => {
    const verified = (where: string) => verifyExport(where, null, at.key.publicKey)
    await expect(verified(join(at.folder, 'none'))).rejects.toThrow(/entries\.jsonl is missing/)
    rmSync(checkpoints)
    await expect(verified(folder)).rejects.toThrow(/checkpoints\.jsonl is missing: .*ask for a whole one/)
  })
})
