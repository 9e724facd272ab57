import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { FactorLedger, PasskeyRecord } from './factor-ledger.ts'
import { personByName } from './person-rows.ts'
import { logVerbs } from './use-log-verbs.ts'

type PasskeyRow = Omit<PasskeyRecord, 'transports'> & { transports: string }

export function factorVerbs(db: Database): Verbs<FactorLedger> {
  const { logUse } = logVerbs(db)
  const person = personByName(db)
  const totp = db.prepare<[string], { secret: string; lastStep: number }>(
    'SELECT secret, last_step AS lastStep FROM totp WHERE person = ?',
  )
  const passkeys = db.prepare<[string], PasskeyRow>(
    `SELECT id, public_key AS publicKey, counter, transports, label, added_at AS addedAt,
       last_used_at AS lastUsedAt FROM passkey WHERE person = ? ORDER BY added_at`,
  )
  const enrol = db.prepare(
    'INSERT OR IGNORE INTO totp (person, secret, last_step, enrolled_at) VALUES (?, ?, ?, ?)',
  )
  const step = db.prepare('UPDATE totp SET last_step = ? WHERE person = ? AND last_step < ?')
  const add = db.prepare(
    `INSERT OR IGNORE INTO passkey (id, person, public_key, counter, transports, label, added_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const remove = db.prepare('DELETE FROM passkey WHERE person = ? AND id = ?')
  // Most passkeys that travel between devices count nothing: their counter stays 0.
  const count = db.prepare(
    `UPDATE passkey SET counter = @counter, last_used_at = @at
     WHERE id = @id AND (counter < @counter OR (counter = 0 AND @counter = 0))`,
  )
  const voidCodes = db.prepare('DELETE FROM totp WHERE person = ?')
  const voidPasskeys = db.prepare('DELETE FROM passkey WHERE person = ?')
  const endSessions = db.prepare('DELETE FROM session WHERE person = ?')
  const log = (
    at: number,
    who: string,
    action: 'factor-add' | 'factor-remove' | 'factor-reset',
    subject: string,
    detail: string | null,
  ) => logUse({ at, who, action, outcome: 'success', subject, detail })

  return {
    factors: (name) => ({
      totp: totp.get(name) ?? null,
      passkeys: passkeys
        .all(name)
        .map((row) => ({ ...row, transports: JSON.parse(row.transports) as string[] })),
    }),
    enrolTotp: db.transaction((name, secret, used, at) => {
      if (enrol.run(name, secret, used, at).changes === 0) return 'enrolled-already'
      log(at, name, 'factor-add', name, 'codes')
      return 'enrolled'
    }) as Verbs<FactorLedger>['enrolTotp'],
    takeTotpStep: (name, used) => step.run(used, name, used).changes > 0,
    addPasskey: db.transaction((name, { id, publicKey, counter, transports, label }, at) => {
      const row = add.run(id, name, publicKey, counter, JSON.stringify(transports), label, at)
      if (row.changes === 0) return 'exists'
      log(at, name, 'factor-add', name, `passkey ${label}`)
      return 'added'
    }) as Verbs<FactorLedger>['addPasskey'],
    removePasskey: db.transaction((name, id, at) => {
      if (remove.run(name, id).changes === 0) return 'unknown-passkey'
      log(at, name, 'factor-remove', name, 'passkey')
      return 'removed'
    }) as Verbs<FactorLedger>['removePasskey'],
    takePasskey: (id, counter, at) => count.run({ id, counter, at }).changes > 0,
    resetFactors: db.transaction((name, at, by) => {
      if (!person.get(name)) return 'unknown-person'
      voidCodes.run(name)
      voidPasskeys.run(name)
      endSessions.run(name)
      log(at, by, 'factor-reset', name, null)
      return 'reset'
    }) as Verbs<FactorLedger>['resetFactors'],
  }
}
