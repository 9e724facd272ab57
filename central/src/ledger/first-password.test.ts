import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { STEPS } from './ledger-file.ts'
import { openLedgerHere } from './sqlite-ledger.ts'
import { FIRST_PASSWORD_STEP } from './steps/first-password.ts'

const T = Date.UTC(2026, 10, 24)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'given-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a password is given by whoever sets it for somebody else, and their own when they set it', async () => {
  const ledger = openLedgerHere(':memory:')
  await ledger.addPerson({ name: 'kim', displayName: 'Kim', roles: ['operator'] }, 'h', T, 'it')
  const isGiven = async () => (await ledger.people())[0]?.passwordGiven
  expect(await isGiven()).toBe(true)
  await ledger.setPassword('kim', 'h2', T + 1, 'kim')
  expect(await isGiven()).toBe(false)
  await ledger.setPassword('kim', 'h3', T + 2, 'it')
  expect(await isGiven()).toBe(true)
  await ledger.close()
})

test('in a ledger of before, the use log says whose password it is; where it is silent, it is given', async () => {
  const path = join(folder, 'old.db')
  const db = new Database(path)
  db.function('use_leaf_of', { varargs: true }, () => Buffer.alloc(32))
  const before = STEPS.slice(0, STEPS.indexOf(FIRST_PASSWORD_STEP))
  for (const step of before) db.exec(step)
  const person = db.prepare('INSERT INTO person (name, display_name, password, added_at) VALUES (?, ?, ?, ?)')
  for (const name of ['given', 'own', 'reset', 'silent']) person.run(name, name, 'h', T)
  const use = db.prepare(
    "INSERT INTO use_log (at, who, action, outcome, subject) VALUES (?, ?, ?, 'success', ?)",
  )
  for (const name of ['given', 'own', 'reset']) use.run(T, 'it', 'person-add', name)
  for (const name of ['own', 'reset']) use.run(T + 1, name, 'person-password', name)
  use.run(T + 2, 'it', 'person-password', 'reset')
  // Other acts of others on the account say nothing of its password.
  use.run(T + 3, 'it', 'person-unlock', 'own')
  db.pragma(`user_version = ${before.length}`)
  db.close()
  const opened = openLedgerHere(path)
  const given = (await opened.people()).filter(({ passwordGiven }) => passwordGiven)
  expect(given.map(({ name }) => name)).toEqual(['given', 'reset', 'silent'])
  await opened.close()
})
