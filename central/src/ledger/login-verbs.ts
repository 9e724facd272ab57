import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { AccessNotice, LoginLedger, SessionPlace } from './login-ledger.ts'
import { PERSON, type PersonRow, personByName, toPerson } from './person-rows.ts'
import { logVerbs } from './use-log-verbs.ts'

interface SessionRow extends PersonRow {
  csrf: string
  created_at: number
  last_used_at: number
  address: string
  agent: string
  fresh_at: number
}

export function loginVerbs(db: Database): Verbs<LoginLedger> {
  const { logUse } = logVerbs(db)
  const one = personByName(db)
  const lockedAt = db.prepare<[string], number>('SELECT at FROM login_lock WHERE name = ?').pluck()
  const failure = db.prepare('INSERT INTO login_failure (name, at) VALUES (?, ?)')
  const failures = db
    .prepare<[string, number], number>('SELECT count(*) FROM login_failure WHERE name = ? AND at > ?')
    .pluck()
  const forget = db.prepare('DELETE FROM login_failure WHERE name = ?')
  const lock = db.prepare('INSERT OR IGNORE INTO login_lock (name, at) VALUES (?, ?)')
  const unlock = db.prepare('DELETE FROM login_lock WHERE name = ?')
  const loggedIn = db.prepare('UPDATE person SET last_login_at = ? WHERE name = ?')
  const open = db.prepare(
    `INSERT INTO session (token_hash, person, csrf, created_at, last_used_at, address, agent, fresh_at)
     VALUES (@tokenHash, @name, @csrf, @at, @at, @address, @agent, @at)`,
  )
  const elsewhere = db.prepare<SessionPlace & { name: string; usedSince: number }, SessionPlace>(
    `SELECT address, agent FROM session WHERE person = @name AND last_used_at >= @usedSince
       AND (address <> @address OR agent <> @agent) ORDER BY last_used_at DESC LIMIT 1`,
  )
  const session = db.prepare<[string], SessionRow>(
    `SELECT csrf, created_at, last_used_at, address, agent, fresh_at, ${PERSON}
     JOIN session ON session.person = person.name WHERE token_hash = ?`,
  )
  const used = db.prepare('UPDATE session SET last_used_at = max(last_used_at, ?) WHERE token_hash = ?')
  const move = db
    .prepare<[string, string], string>('UPDATE session SET address = ? WHERE token_hash = ? RETURNING person')
    .pluck()
  const freshen = db
    .prepare<[number, string], string>(
      'UPDATE session SET fresh_at = max(fresh_at, ?) WHERE token_hash = ? RETURNING person',
    )
    .pluck()
  const end = db
    .prepare<[string], string>('DELETE FROM session WHERE token_hash = ? RETURNING person')
    .pluck()
  const endAll = db.prepare('DELETE FROM session WHERE person = ?')
  const sweepFailures = db.prepare('DELETE FROM login_failure WHERE at < ?')
  const sweepLocks = db.prepare(
    'DELETE FROM login_lock WHERE at < ? AND name NOT IN (SELECT name FROM person)',
  )
  const sweep = db.prepare(
    `DELETE FROM session WHERE created_at < ? OR (last_used_at < ? AND EXISTS (
       SELECT 1 FROM person_grant g WHERE g.person = session.person AND g.until IS NULL AND g.role <> 'officer'))`,
  )
  const raise = db.prepare('INSERT INTO access_notice (at, person, detail) VALUES (?, ?, ?)')
  const notices = db.prepare<[number], AccessNotice>(
    `SELECT n, at, person, detail, seen_by AS seenBy, seen_at AS seenAt FROM access_notice
     ORDER BY n DESC LIMIT ?`,
  )
  const see = db.prepare('UPDATE access_notice SET seen_by = ?, seen_at = ? WHERE n = ? AND seen_at IS NULL')
  const isNotice = db.prepare<[number], number>('SELECT 1 FROM access_notice WHERE n = ?').pluck()

  const notice = (person: string, at: number, detail: string) => {
    raise.run(at, person, detail)
    logUse({ at, who: person, action: 'two-places', outcome: 'success', subject: person, detail })
  }

  return {
    credentials(name) {
      const row = one.get(name)
      const known = row ? { person: toPerson(row), password: row.password } : null
      return { lockedAt: lockedAt.get(name) ?? null, known }
    },
    loginFailed: db.transaction((name, at, rule, detail) => {
      logUse({ at, who: name, action: 'login', outcome: 'failure', subject: null, detail: detail ?? null })
      failure.run(name, at)
      if ((failures.get(name, at - rule.withinMs) ?? 0) < rule.failures) return { locked: false }
      if (lock.run(name, at).changes > 0) {
        logUse({
          at,
          who: name,
          action: 'lock',
          outcome: 'success',
          subject: name,
          detail: `${rule.failures} failures`,
        })
      }
      return { locked: true }
    }) as Verbs<LoginLedger>['loginFailed'],
    loginSucceeded: db.transaction(({ name, tokenHash, csrf, at, place, factor, usedSince }) => {
      forget.run(name)
      const other = elsewhere.get({ ...place, name, usedSince })
      open.run({ ...place, tokenHash, name, csrf, at })
      loggedIn.run(at, name)
      logUse({ at, who: name, action: 'login', outcome: 'success', subject: null, detail: factor })
      if (other) notice(name, at, `signed in at ${place.address} while in use at ${other.address}`)
      return { elsewhere: other ?? null }
    }) as Verbs<LoginLedger>['loginSucceeded'],
    session(tokenHash) {
      const row = session.get(tokenHash)
      if (!row) return null
      return {
        person: toPerson(row),
        csrf: row.csrf,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
        address: row.address,
        agent: row.agent,
        freshAt: row.fresh_at,
      }
    },
    sessionUsed(tokenHash, at) {
      used.run(at, tokenHash)
    },
    sessionMoved: db.transaction((tokenHash, address, at) => {
      const name = move.get(address, tokenHash)
      if (name) notice(name, at, `one session goes on from another address: ${address}`)
    }) as Verbs<LoginLedger>['sessionMoved'],
    sessionFreshened: db.transaction((tokenHash, at) => {
      const name = freshen.get(at, tokenHash)
      if (name) {
        logUse({ at, who: name, action: 'login-again', outcome: 'success', subject: null, detail: null })
      }
    }) as Verbs<LoginLedger>['sessionFreshened'],
    endSession: db.transaction((tokenHash, at, why) => {
      const name = end.get(tokenHash)
      if (name) {
        logUse({ at, who: name, action: 'logout', outcome: 'success', subject: null, detail: why ?? null })
      }
    }) as Verbs<LoginLedger>['endSession'],
    sweepLogins: db.transaction(({ createdBefore, usedBefore, failedBefore }) => {
      sweep.run(createdBefore, usedBefore)
      sweepFailures.run(failedBefore)
      sweepLocks.run(createdBefore)
    }) as Verbs<LoginLedger>['sweepLogins'],
    unlockPerson: db.transaction((name, at, by) => {
      if (!one.get(name)) return 'unknown-person'
      forget.run(name)
      unlock.run(name)
      endAll.run(name)
      logUse({ at, who: by, action: 'person-unlock', outcome: 'success', subject: name, detail: null })
      return 'unlocked'
    }) as Verbs<LoginLedger>['unlockPerson'],
    accessNotices: (limit) => notices.all(limit),
    noticeSeen: db.transaction((n, at, by) => {
      if (isNotice.get(n) === undefined) return 'unknown-notice'
      see.run(by, at, n)
      logUse({ at, who: by, action: 'notice-seen', outcome: 'success', subject: `${n}`, detail: null })
      return 'seen'
    }) as Verbs<LoginLedger>['noticeSeen'],
  }
}
