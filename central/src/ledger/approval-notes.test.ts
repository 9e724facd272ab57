import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSecrets } from '../audit/secrets.ts'
import { STEPS } from './ledger-file.ts'
import { openLedgerHere } from './sqlite-ledger.ts'
import { APPROVAL_NOTES_STEP } from './steps/approval-notes.ts'

const T = Date.UTC(2026, 10, 24)
const NOTE = 'the owner of AB12CD was heard'
let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'notes-'))
  path = join(folder, 'ledger.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A ledger in which wood proposed a policy, and kim an entry, before notes were kept. */
function oldLedger(): void {
  const db = new Database(path)
  db.function('use_leaf_of', { varargs: true }, () => Buffer.alloc(32))
  const before = STEPS.slice(0, STEPS.indexOf(APPROVAL_NOTES_STEP))
  for (const step of before) db.exec(step)
  db.exec(`INSERT INTO policy_version (label, content, changes, reason, based_on, proposed_by, proposed_at, not_before,
      state, decided_by, decided_at)
    VALUES ('plan-1', '{}', '[]', 'shipped', 0, 'installation', 1, 1, 'approved', NULL, 1),
      ('plan-2', '{}', '[]', 'the board asked', 1, 'wood', 2, 0, 'open', NULL, NULL);
    INSERT INTO manual_entry (entry, content, purpose, case_number, owner, reason, expires_at, proposed_by, proposed_at,
      state, decided_by, decided_at)
    VALUES ('manual:a', '{}', 'stolen-property', '26-1', 'kim', 'stolen', ${T * 2}, 'kim', 1, 'approved', 'lee', 2),
      ('manual:b', '{}', 'stolen-property', '26-1', 'kim', 'stolen', ${T * 2}, 'kim', 1, 'open', NULL, NULL)`)
  db.pragma(`user_version = ${before.length}`)
  db.close()
}

test('a ledger of before takes the step; what was decided has no note, what is open gets one with its line', async () => {
  oldLedger()
  const ledger = openLedgerHere(path)
  const secrets = openSecrets(join(folder, 'uses'))
  const noted = () => secrets.seal(NOTE, T)
  expect(await ledger.approvePolicy(2, T, 'wood', noted())).toBe('same-person')
  expect(await ledger.approvePolicy(2, T, 'baker', noted())).toBe('done')
  expect(await ledger.refusePolicy(2, T, 'wood', noted())).toBe('not-open')
  expect(await ledger.decideEntry(2, 'approved', T, 'kim', noted())).toBe('same-person')
  expect(await ledger.decideEntry(2, 'refused', T, 'lee', noted())).toBe('done')

  const uses = await ledger.uses(0, 99)
  expect(JSON.stringify(uses), 'it never stands in the use log').not.toContain('AB12CD')
  expect(uses.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'policy-approve failure',
    'policy-approve success',
    'policy-refuse failure',
    'entry-approve failure',
    'entry-refuse success',
  ])
  for (const { detail } of uses) expect(detail).toMatch(/ · [0-9a-f]{64}$/)
  const lines = [
    ...(await ledger.policyVersions()).map(({ decidedLine }) => decidedLine),
    ...(await ledger.manualEntries({ limit: 9 })).map(({ decidedLine }) => decidedLine),
  ]
  expect(lines).toEqual([null, uses[1]?.n, uses[4]?.n, null])
  const kept = await ledger.secret({ line: uses[1]?.n ?? 0 })
  expect(kept && secrets.open(kept)).toMatchObject({ text: NOTE })
  await ledger.close()
})

test('the tables refuse another note after a decision, and a note without one', async () => {
  oldLedger()
  const ledger = openLedgerHere(path)
  const secrets = openSecrets(join(folder, 'uses'))
  await ledger.decideEntry(2, 'approved', T, 'lee', secrets.seal(NOTE, T))
  await ledger.approvePolicy(2, T, 'baker', secrets.seal(NOTE, T))
  await ledger.close()
  const db = new Database(path)
  const stands = 'what was said at a decision stands'
  expect(() => db.exec('UPDATE manual_entry SET decided_line = 2 WHERE n = 2')).toThrow(stands)
  expect(() => db.exec('UPDATE manual_entry SET decided_line = NULL WHERE n = 2')).toThrow(stands)
  expect(() => db.exec('UPDATE manual_entry SET decided_line = 1 WHERE n = 1')).toThrow(stands)
  expect(() => db.exec('UPDATE policy_version SET decided_line = NULL WHERE n = 2')).toThrow('stands')
  expect(() =>
    db.exec(`INSERT INTO policy_version (label, content, changes, reason, based_on, proposed_by, proposed_at,
      not_before, state, decided_line) VALUES ('plan-3', '{}', '[]', 'r', 2, 'wood', 3, 0, 'open', 1)`),
  ).toThrow('CHECK')
  // It ends all the same.
  db.exec("UPDATE manual_entry SET state = 'expired', ended_by = 'clock', ended_at = 9 WHERE n = 2")
  expect(db.prepare('SELECT decided_line FROM manual_entry WHERE n = 2').pluck().get()).toBe(1)
  db.close()
})
