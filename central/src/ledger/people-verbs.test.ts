import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from './ledger.ts'
import { STEPS } from './ledger-file.ts'
import { openLedgerHere } from './sqlite-ledger.ts'
import { PEOPLE_STEP } from './steps/people.ts'

const T = Date.UTC(2026, 10, 24)
const DAY = 86_400_000
let folder: string
let ledger: Ledger

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'people-ledger-'))
  ledger = openLedgerHere(join(folder, 'ledger.db'))
  await ledger.addPerson({ name: 'kim', displayName: 'Kim', roles: ['operator'], badge: 'D1' }, 'h', T, 'it')
})
afterEach(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true })
})

const sql = (text: string) => () => {
  const db = new Database(join(folder, 'ledger.db'))
  try {
    db.exec(text)
  } finally {
  }
}
const login = (name: string, tokenHash: string, at: number) =>
  ledger.loginSucceeded({
    name,
    tokenHash,
    csrf: 'c',
    at,
    place: { address: 'a', agent: 'b' },
    factor: 'code',
    usedSince: 0,
  })
const actions = async () =>
  (await ledger.uses(0, 99)).map(({ who, action, outcome, subject }) =>
    [who, action, outcome, subject].join(' '),
  )

describe('people', () => {
  test('promise 24: the roster, now and as of any day', async () => {
    await ledger.grantRole('kim', 'supervisor', T + 10 * DAY, 'it')
    await ledger.revokeRole('kim', 'operator', T + 20 * DAY, 'it')
    await ledger.disablePerson('kim', 'left', T + 30 * DAY, 'it')
    await ledger.addPerson({ name: 'lee', displayName: 'Lee', roles: ['auditor'] }, 'h', T + 25 * DAY, 'it')
    const asOf = async (days: number) =>
      (await ledger.roster(T + days * DAY)).map(({ name, roles, disabled }) => [name, ...roles, disabled])
    expect(await asOf(-1)).toEqual([])
    expect(await asOf(0)).toEqual([['kim', 'operator', false]])
    expect(await asOf(10)).toEqual([['kim', 'operator', 'supervisor', false]])
    expect(await asOf(20)).toEqual([['kim', 'supervisor', false]])
    expect(await asOf(30)).toEqual([
      ['kim', true],
      ['lee', 'auditor', false],
    ])
  })

  test('promise 22: one person, one account', async () => {
    const twin = { name: 'kim2', displayName: 'Kim', roles: ['operator'], badge: 'D1' } as const
    expect(await ledger.addPerson(twin, 'h', T, 'it')).toBe('badge-taken')
    expect((await ledger.people()).map(({ name }) => name)).toEqual(['kim'])
  })

  test('promise 25: nobody grants anything to themselves', async () => {
    await ledger.addPerson({ name: 'ito', displayName: 'Ito', roles: ['it-administrator'] }, 'h', T, 'it')
    expect(await ledger.grantRole('ito', 'operator', T, 'ito')).toBe('self')
    expect((await ledger.people()).find(({ name }) => name === 'ito')?.roles).toEqual(['it-administrator'])
    expect(await ledger.grantRole('kim', 'supervisor', T, 'ito')).toBe('granted')
    expect(await ledger.grantRole('kim', 'supervisor', T, 'ito')).toBe('held')
    expect((await actions()).slice(-3)).toEqual([
      'ito person-grant failure ito',
      'ito person-grant success kim',
      'ito person-grant failure kim',
    ])
  })

  test('promise 31: everybody is of the department; there is no place for anybody else', async () => {
    const columns = new Database(join(folder, 'ledger.db'), { readonly: true })
    const names = columns.prepare<[], string>("SELECT name FROM pragma_table_info('person')").pluck().all()
    columns.close()
    expect(names.filter((name) => /agency|employer|organi|partner|tenant|domain/.test(name))).toEqual([])
  })

  test('who leaves is out in one act, and comes back with nothing', async () => {
    await login('kim', 't', T)
    await ledger.enrolTotp('kim', 'sealed', 1, T)
    await ledger.addPasskey('kim', { id: 'p', publicKey: 'k', counter: 0, transports: [], label: 'l' }, T)
    expect(await ledger.disablePerson('kim', 'left the department', T + 1, 'it')).toBe('disabled')
    expect(await ledger.disablePerson('kim', 'left the department', T + 2, 'it')).toBe('already-disabled')
    expect(await ledger.session('t')).toBeNull()
    expect(await ledger.factors('kim')).toEqual({ totp: null, passkeys: [] })
    expect(await ledger.grantRole('kim', 'operator', T + 3, 'it')).toBe('disabled')
    expect(await ledger.enablePerson('kim', T + 4, 'it')).toBe('enabled')
    expect(await ledger.people()).toMatchObject([{ name: 'kim', roles: [], disabledAt: null }])
    expect((await actions()).filter((line) => line.includes('disable'))).toEqual([
      'it person-disable success kim',
    ])
  })

  test('unused for 90 days: disabled; a login, or being enabled again, counts as use', async () => {
    await ledger.addPerson({ name: 'lee', displayName: 'Lee', roles: ['auditor'] }, 'h', T, 'it')
    await login('lee', 'l', T + 50 * DAY)
    const sweep = (days: number) => ledger.disableUnused(T + days * DAY - 90 * DAY, T + days * DAY)
    expect(await sweep(90)).toEqual([])
    expect(await sweep(90.001)).toEqual(['kim'])
    expect(await sweep(91)).toEqual([])
    await ledger.enablePerson('kim', T + 100 * DAY, 'it')
    expect(await sweep(140.001)).toEqual(['lee'])
    expect(await sweep(190.001)).toEqual(['kim'])
    expect((await ledger.roster(T + 95 * DAY))[0]).toMatchObject({ name: 'kim', disabled: true })
    expect((await ledger.roster(T + 120 * DAY))[0]).toMatchObject({ name: 'kim', disabled: false })
  })

  test('promise 21: course, trainer and date are on record, and no statement removes or changes them', async () => {
    const training = { person: 'kim', course: 'ALPR', trainer: 'Sgt. Hill', takenAt: T - DAY }
    expect(await ledger.recordTraining(training, T, 'it')).toBe('recorded')
    const receipt = { person: 'kim', number: '5-27', version: '1', sha256: null, signature: 'Kim' }
    expect(await ledger.signReceipt(receipt, T, 'kim')).toBe('signed')
    for (const attempt of [
      'DELETE FROM training',
      "UPDATE training SET trainer = 'x'",
      'DELETE FROM receipt',
      "UPDATE receipt SET version = '9'",
      'DELETE FROM person_grant',
      "UPDATE person_grant SET role = 'auditor'",
      'DELETE FROM person',
    ]) {
      expect(sql(`PRAGMA foreign_keys = OFF; ${attempt}`), attempt).toThrow(
        /stand|kept|end, once|never removed/,
      )
    }
    expect(await ledger.trainings('kim')).toEqual([{ ...training, recordedAt: T, recordedBy: 'it' }])
    expect(await ledger.receipts('kim')).toEqual([{ ...receipt, signedAt: T, recordedBy: 'kim' }])
  })

  test('a ledger of before keeps its people, with their roles as grants, and ends their sessions', async () => {
    const path = join(folder, 'old.db')
    const db = new Database(path)
    db.function('use_leaf_of', { varargs: true }, () => Buffer.alloc(32))
    const before = STEPS.slice(0, STEPS.indexOf(PEOPLE_STEP))
    for (const step of before) db.exec(step)
    db.exec(`INSERT INTO person (name, display_name, roles, password, added_at)
      VALUES ('old', 'Old', '["operator","administrator"]', 'h', ${T}), ('none', 'None', '[]', 'h', ${T});
      INSERT INTO session VALUES ('t', 'old', 'c', ${T}, ${T})`)
    db.pragma(`user_version = ${before.length}`)
    db.close()
    const opened = openLedgerHere(path)
    expect((await opened.people()).map(({ name, roles, badge }) => [name, ...roles, badge])).toEqual([
      ['none', null],
      ['old', 'operator', 'it-administrator', null],
    ])
    expect(await opened.roster(T - 1)).toEqual([])
    expect(await opened.session('t')).toBeNull()
    await opened.close()
  })

  test('a yearly review lists who holds a role; somebody else decides, and it closes with the last', async () => {
    await ledger.addPerson({ name: 'wood', displayName: 'Wood', roles: ['rtcc-commander'] }, 'h', T, 'it')
    expect(await ledger.openReview(T, 'wood')).toEqual({ n: 1 })
    expect(await ledger.openReview(T, 'wood')).toBe('open-already')
    expect(await ledger.decideReview(1, 'wood', 'keep', T + 1, 'wood')).toBe('self')
    expect(await ledger.decideReview(1, 'kim', 'revoke', T + 2, 'wood')).toBe('done')
    expect(await ledger.decideReview(1, 'kim', 'keep', T + 3, 'wood')).toBe('decided-already')
    expect(await ledger.decideReview(1, 'nobody', 'keep', T + 3, 'wood')).toBe('unknown-item')
    expect((await ledger.people()).find(({ name }) => name === 'kim')?.roles).toEqual([])
    expect((await ledger.accessReviews())[0]?.closedAt).toBeNull()
    expect(await ledger.decideReview(1, 'wood', 'keep', T + 4, 'baker')).toBe('done')
    expect(await ledger.accessReviews()).toMatchObject([
      {
        n: 1,
        openedBy: 'wood',
        closedAt: T + 4,
        items: [{ person: 'kim', decision: 'revoke' }, { person: 'wood' }],
      },
    ])
  })
})
