import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import type { Use } from '../ledger/use-log.ts'
import { commitmentOf, openSecrets, type Secrets } from './secrets.ts'

const NOVEMBER = Date.UTC(2026, 10, 24)
const DECEMBER = Date.UTC(2026, 11, 1)
const DAY_MS = 86_400_000
const use = (detail: string | null): Use => ({
  at: NOVEMBER,
  who: 'ann',
  action: 'read-search',
  outcome: 'success',
  subject: null,
  detail,
})

let folder: string
let secrets: Secrets
let ledger: Ledger
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archway-secrets-'))
  secrets = openSecrets(join(folder, 'uses'))
  ledger = openLedgerHere(join(folder, 'ledger.db'))
})
afterEach(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true })
})

describe('sealing', () => {
  test('what was sealed opens, also by another process, and its salt proves the commitment', () => {
    const sealed = secrets.seal('AB12CD and a note', NOVEMBER)
    expect(Buffer.from(sealed.sealed).toString('latin1')).not.toContain('AB12CD')
    const opened = openSecrets(join(folder, 'uses')).open(sealed)
    if (opened === 'erased') throw new Error('it is not erased')
    expect(opened.text).toBe('AB12CD and a note')
    expect(commitmentOf(opened.salt, opened.text)).toBe(sealed.commitment)
  })

  test('the same text has another commitment each time, and the same pseudonym in whatever spelling', () => {
    const [one, two] = ['ABO 12-I', 'ab0121'].map((plate) => secrets.seal('same', NOVEMBER, plate))
    expect(one?.commitment).not.toBe(two?.commitment)
    expect(one?.pseudonym).toMatch(/^[0-9a-f]{32}$/)
    expect(one?.pseudonym).toBe(two?.pseudonym)
    expect(secrets.seal('same', NOVEMBER, 'AB0122').pseudonym).not.toBe(one?.pseudonym)
    expect(secrets.seal('no plate', NOVEMBER).pseudonym).toBeNull()
  })

  test('a plate has another pseudonym each month, and all of a time can be asked for', () => {
    const months = [NOVEMBER, DECEMBER].map((at) => secrets.seal('x', at, 'AB12CD').pseudonym)
    expect(new Set(months).size).toBe(2)
    expect(secrets.pseudonyms('AB12CD', DECEMBER - 30 * DAY_MS, DECEMBER)).toEqual(months)
    expect(secrets.pseudonyms('AB12CD', DECEMBER, DECEMBER)).toEqual(months.slice(1))
    expect(secrets.pseudonyms('AB12CD', Date.UTC(2026, 0, 31), NOVEMBER), 'months without a key').toEqual(
      months.slice(0, 1),
    )
  })

  test('what was exchanged or changed does not open', () => {
    const [one, two] = ['one', 'two'].map((text) => secrets.seal(text, NOVEMBER))
    if (!one || !two) throw new Error('two were sealed')
    expect(() => secrets.open({ ...one, sealed: two.sealed })).toThrow()
    expect(() => secrets.open({ ...one, month: '2026-11', sealed: one.sealed.slice(1) })).toThrow()
  })

  test('a key that others may read, or that was cut, is refused with what to do', () => {
    secrets.seal('x', NOVEMBER)
    const path = join(folder, 'uses', '2026-11.key')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    writeFileSync(path, 'short')
    expect(() => openSecrets(join(folder, 'uses')).seal('x', NOVEMBER)).toThrow('Restore the right file')
  })
})

describe('erasing', () => {
  test('a month that is over goes for good, with its pseudonyms; the line and its proof stay', async () => {
    const sealed = secrets.seal('AB12CD', NOVEMBER, 'AB12CD')
    await ledger.logUse(use(`about ${sealed.commitment}`), sealed)
    const copy = await ledger.secret({ line: 1 })
    expect(secrets.eraseBefore(NOVEMBER + 6 * DAY_MS), 'November is not over').toEqual([])
    expect(secrets.eraseBefore(DECEMBER)).toEqual(['2026-11'])
    expect(await ledger.eraseSecrets('2026-12', DECEMBER, 'retention')).toBe(1)

    expect(copy && secrets.open(copy), 'a row from a backup').toBe('erased')
    expect(openSecrets(join(folder, 'uses')).open(sealed)).toBe('erased')
    expect(secrets.pseudonyms('AB12CD', NOVEMBER, NOVEMBER)).toEqual([])
    expect(await ledger.secret({ commitment: sealed.commitment })).toBeNull()
    expect(readFileSync(join(folder, 'uses', '2026-11.destroyed'))).toHaveLength(0)
    expect(await ledger.auditLines(0, 9)).toMatchObject([
      { detail: `about ${sealed.commitment}`, leaf: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { action: 'secret-erase', who: 'retention' },
    ])
    expect(() => secrets.seal('late', NOVEMBER)).toThrow('is the clock right')
  })

  test('a kill after the renaming is finished at the next start', () => {
    const mark = join(folder, 'uses', '2026-10.destroyed')
    writeFileSync(mark, 'k'.repeat(32))
    openSecrets(join(folder, 'uses'))
    expect(readFileSync(mark)).toHaveLength(0)
    expect(existsSync(join(folder, 'uses', '2026-10.key'))).toBe(false)
  })
})

describe('the use log', () => {
  test('a line and its secret are written together, and no line says what was sealed', async () => {
    const sealed = secrets.seal('AB12CD', NOVEMBER, 'AB12CD')
    await ledger.logUse(use(`x ${sealed.commitment}`), sealed)
    const kept = await ledger.secret({ line: 1 })
    expect(kept).toMatchObject({ line: 1, who: 'ann', at: NOVEMBER, pseudonym: sealed.pseudonym })
    expect(kept && secrets.open(kept)).toMatchObject({ text: 'AB12CD' })
    expect(JSON.stringify(await ledger.uses(0, 9))).not.toContain('AB12CD')
  })

  test('a line without the commitment is refused, and nothing is left of it', async () => {
    const sealed = secrets.seal('AB12CD', NOVEMBER)
    await expect(ledger.logUse(use('about nothing'), sealed)).rejects.toThrow('commitment')
    await expect(ledger.logUse(use(null), sealed)).rejects.toThrow('commitment')
    expect(await ledger.uses(0, 9)).toEqual([])
  })
})
