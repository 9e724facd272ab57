import type { Role } from '@archway/shared/role'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { PeopleLedger, Person } from './ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

interface PersonRow {
  name: string
  display_name: string
  roles: string
  password: string
  added_at: number
  locked_at: number | null
}

interface SessionRow extends PersonRow {
  csrf: string
  created_at: number
  last_used_at: number
}

const PERSON =
  'person.*, login_lock.at AS locked_at FROM person LEFT JOIN login_lock ON login_lock.name = person.name'

export function peopleVerbs(db: Database): Verbs<PeopleLedger> {
  const { logUse } = logVerbs(db)
  const all = db.prepare<[], PersonRow>(`SELECT ${PERSON} ORDER BY person.name`)
  const one = db.prepare<[string], PersonRow>(`SELECT ${PERSON} WHERE person.name = ?`)
  const lockedAt = db.prepare<[string], number>('SELECT at FROM login_lock WHERE name = ?').pluck()
  const insert = db.prepare(
    'INSERT INTO person (name, display_name, roles, password, added_at) VALUES (?, ?, ?, ?, ?)',
  )
  const failure = db.prepare('INSERT INTO login_failure (name, at) VALUES (?, ?)')
  const failures = db
    .prepare<[string, number], number>('SELECT count(*) FROM login_failure WHERE name = ? AND at > ?')
    .pluck()
  const forget = db.prepare('DELETE FROM login_failure WHERE name = ?')
  const lock = db.prepare('INSERT OR IGNORE INTO login_lock (name, at) VALUES (?, ?)')
  const unlock = db.prepare('DELETE FROM login_lock WHERE name = ?')
  const open = db.prepare(
    'INSERT INTO session (token_hash, person, csrf, created_at, last_used_at) VALUES (?, ?, ?, ?, ?)',
  )
  const session = db.prepare<[string], SessionRow>(
    `SELECT csrf, created_at, last_used_at, ${PERSON} JOIN session ON session.person = person.name
     WHERE token_hash = ?`,
  )
  const used = db.prepare('UPDATE session SET last_used_at = max(last_used_at, ?) WHERE token_hash = ?')
  const end = db
    .prepare<[string], string>('DELETE FROM session WHERE token_hash = ? RETURNING person')
    .pluck()
  const endAll = db.prepare('DELETE FROM session WHERE person = ?')
  const sweepFailures = db.prepare('DELETE FROM login_failure WHERE at < ?')
  const sweepLocks = db.prepare(
    'DELETE FROM login_lock WHERE at < ? AND name NOT IN (SELECT name FROM person)',
  )
  const sweep = db.prepare('DELETE FROM session WHERE created_at < ? OR last_used_at < ?')

  return {
    people: () => all.all().map(toPerson),
    addPerson: db.transaction((person, password, at, by) => {
      if (one.get(person.name)) return 'exists'
      insert.run(person.name, person.displayName, JSON.stringify(person.roles), password, at)
      const detail = person.roles.join(', ')
      logUse({ at, who: by, action: 'person-add', outcome: 'success', subject: person.name, detail })
      return 'added'
    }) as Verbs<PeopleLedger>['addPerson'],
    credentials(name) {
      const row = one.get(name)
      const known = row ? { person: toPerson(row), password: row.password } : null
      return { lockedAt: lockedAt.get(name) ?? null, known }
    },
    loginFailed: db.transaction((name, at, rule) => {
      logUse({ at, who: name, action: 'login', outcome: 'failure', subject: null, detail: null })
      failure.run(name, at)
      if ((failures.get(name, at - rule.withinMs) ?? 0) < rule.failures) return { locked: false }
      if (lock.run(name, at).changes > 0) {
        const detail = `${rule.failures} failures`
        logUse({ at, who: name, action: 'lock', outcome: 'success', subject: name, detail })
      }
      return { locked: true }
    }) as Verbs<PeopleLedger>['loginFailed'],
    loginSucceeded: db.transaction(({ name, tokenHash, csrf, at }) => {
      forget.run(name)
      open.run(tokenHash, name, csrf, at, at)
      logUse({ at, who: name, action: 'login', outcome: 'success', subject: null, detail: null })
    }) as Verbs<PeopleLedger>['loginSucceeded'],
    session(tokenHash) {
      const row = session.get(tokenHash)
      if (!row) return null
      return {
        person: toPerson(row),
        csrf: row.csrf,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
      }
    },
    sessionUsed(tokenHash, at) {
      used.run(at, tokenHash)
    },
    endSession: db.transaction((tokenHash, at) => {
      const name = end.get(tokenHash)
      if (name) logUse({ at, who: name, action: 'logout', outcome: 'success', subject: null, detail: null })
    }) as Verbs<PeopleLedger>['endSession'],
    sweepLogins: db.transaction(({ createdBefore, usedBefore, failedBefore }) => {
      sweep.run(createdBefore, usedBefore)
      sweepFailures.run(failedBefore)
      sweepLocks.run(createdBefore)
    }) as Verbs<PeopleLedger>['sweepLogins'],
    unlockPerson: db.transaction((name, at, by) => {
      if (!one.get(name)) return 'unknown-person'
      forget.run(name)
      unlock.run(name)
      endAll.run(name)
      logUse({ at, who: by, action: 'person-unlock', outcome: 'success', subject: name, detail: null })
      return 'unlocked'
    }) as Verbs<PeopleLedger>['unlockPerson'],
  }
}

const toPerson = (row: PersonRow): Person => ({
  name: row.name,
  displayName: row.display_name,
  roles: JSON.parse(row.roles) as Role[],
  addedAt: row.added_at,
  lockedAt: row.locked_at,
})
