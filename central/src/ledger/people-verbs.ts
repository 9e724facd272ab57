import type { Role } from '@archway/shared/role'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { PersonLedger, RosterLine } from './person-ledger.ts'
import { PERSON, type PersonRow, personByName, toPerson } from './person-rows.ts'
import { logVerbs } from './use-log-verbs.ts'

interface RosterRow {
  name: string
  displayName: string
  badge: string | null
  roles: string
  disabled: number
}

const AT = 'since <= @at AND (until IS NULL OR until > @at)'

export function personVerbs(db: Database): Verbs<PersonLedger> {
  const { logUse } = logVerbs(db)
  const all = db.prepare<[], PersonRow>(`SELECT ${PERSON} ORDER BY person.name`)
  const one = personByName(db)
  const holder = db.prepare<[string], string>('SELECT name FROM person WHERE badge = ?').pluck()
  const insert = db.prepare(
    'INSERT INTO person (name, display_name, badge, password, added_at) VALUES (?, ?, ?, ?, ?)',
  )
  const setPassword = db.prepare('UPDATE person SET password = ?, password_given = ? WHERE name = ?')
  const grant = db.prepare('INSERT INTO person_grant (person, role, since, granted_by) VALUES (?, ?, ?, ?)')
  const endGrant = db.prepare(
    'UPDATE person_grant SET until = ?, ended_by = ? WHERE person = ? AND role = ? AND until IS NULL',
  )
  const endGrants = db.prepare(
    'UPDATE person_grant SET until = ?, ended_by = ? WHERE person = ? AND until IS NULL',
  )
  const endSessions = db.prepare('DELETE FROM session WHERE person = ?')
  const voidCodes = db.prepare('DELETE FROM totp WHERE person = ?')
  const voidPasskeys = db.prepare('DELETE FROM passkey WHERE person = ?')
  const disable = db.prepare(
    'INSERT INTO person_disabled (person, since, disabled_by, reason) VALUES (?, ?, ?, ?)',
  )
  const enable = db.prepare(
    'UPDATE person_disabled SET until = ?, enabled_by = ? WHERE person = ? AND until IS NULL',
  )
  const unused = db
    .prepare<[number], string>(
      `SELECT name FROM person p
       WHERE NOT EXISTS (SELECT 1 FROM person_disabled d WHERE d.person = p.name AND d.until IS NULL)
         AND max(p.added_at, coalesce(p.last_login_at, 0),
           coalesce((SELECT max(d.until) FROM person_disabled d WHERE d.person = p.name), 0)) < ?
       ORDER BY name`,
    )
    .pluck()
  const roster = db.prepare<{ at: number }, RosterRow>(
    `SELECT p.name, p.display_name AS displayName, p.badge,
       (SELECT json_group_array(role) FROM (SELECT role FROM person_grant g
         WHERE g.person = p.name AND ${AT} ORDER BY n)) AS roles,
       EXISTS (SELECT 1 FROM person_disabled d WHERE d.person = p.name AND ${AT}) AS disabled
     FROM person p WHERE p.added_at <= @at ORDER BY p.name`,
  )
  const link = db.prepare('UPDATE person SET sso_subject = ? WHERE name = ?')
  const ofSubject = db.prepare<[string], PersonRow>(`SELECT ${PERSON} WHERE person.sso_subject = ?`)

  const log = (
    at: number,
    who: string,
    action: Parameters<typeof logUse>[0]['action'],
    subject: string,
    detail: string | null = null,
  ) => logUse({ at, who, action, outcome: 'success', subject, detail })

  const disableOne = (name: string, reason: string, at: number, by: string) => {
    endGrants.run(at, by, name)
    endSessions.run(name)
    voidCodes.run(name)
    voidPasskeys.run(name)
    disable.run(name, at, by, reason)
    log(at, by, 'person-disable', name, reason)
  }

  return {
    people: () => all.all().map(toPerson),
    addPerson: db.transaction((person, password, at, by) => {
      if (one.get(person.name)) return 'exists'
      const badge = person.badge ?? null
      if (badge !== null && holder.get(badge) !== undefined) return 'badge-taken'
      insert.run(person.name, person.displayName, badge, password, at)
      for (const role of new Set(person.roles)) grant.run(person.name, role, at, by)
      log(at, by, 'person-add', person.name, person.roles.join(', '))
      return 'added'
    }) as Verbs<PersonLedger>['addPerson'],

    setPassword: db.transaction((name, password, at, by, reason = null) => {
      if (setPassword.run(password, name === by ? 0 : 1, name).changes === 0) return 'unknown-person'
      endSessions.run(name)
      log(at, by, 'person-password', name, reason)
      return 'set'
    }) as Verbs<PersonLedger>['setPassword'],

    grantRole: db.transaction((name, role, at, by) => {
      const person = one.get(name)
      if (!person) return 'unknown-person'
      const { roles, disabledAt } = toPerson(person)
      const outcome =
        name === by ? 'self' : disabledAt !== null ? 'disabled' : roles.includes(role) ? 'held' : 'granted'
      if (outcome === 'granted') grant.run(name, role, at, by)
      const done = outcome === 'granted'
      logUse({
        at,
        who: by,
        action: 'person-grant',
        outcome: done ? 'success' : 'failure',
        subject: name,
        detail: done ? role : `${role}: ${outcome}`,
      })
      return outcome
    }) as Verbs<PersonLedger>['grantRole'],

    revokeRole: db.transaction((name, role, at, by) => {
      if (!one.get(name)) return 'unknown-person'
      if (endGrant.run(at, by, name, role).changes === 0) return 'not-held'
      log(at, by, 'person-revoke', name, role)
      return 'revoked'
    }) as Verbs<PersonLedger>['revokeRole'],

    disablePerson: db.transaction((name, reason, at, by) => {
      const person = one.get(name)
      if (!person) return 'unknown-person'
      if (person.disabled_at !== null) return 'already-disabled'
      disableOne(name, reason, at, by)
      return 'disabled'
    }) as Verbs<PersonLedger>['disablePerson'],

    enablePerson: db.transaction((name, at, by) => {
      if (!one.get(name)) return 'unknown-person'
      if (enable.run(at, by, name).changes === 0) return 'not-disabled'
      log(at, by, 'person-enable', name)
      return 'enabled'
    }) as Verbs<PersonLedger>['enablePerson'],

    disableUnused: db.transaction((before, at) => {
      const names = unused.all(before)
      for (const name of names) disableOne(name, 'unused', at, 'sweep')
      return names
    }) as Verbs<PersonLedger>['disableUnused'],

    roster: (at) =>
      roster.all({ at }).map(
        (row): RosterLine => ({
          ...row,
          roles: JSON.parse(row.roles) as Role[],
          disabled: row.disabled === 1,
        }),
      ),

    linkSubject: db.transaction((name, subject, at, by, reason = null) => {
      if (!one.get(name)) return 'unknown-person'
      const holder = subject === null ? undefined : ofSubject.get(subject)
      const outcome = holder && holder.name !== name ? 'taken' : 'linked'
      if (outcome === 'linked') link.run(subject, name)
      const what = subject === null ? 'unlinked' : `${outcome === 'taken' ? 'taken' : 'linked'}: ${subject}`
      logUse({
        at,
        who: by,
        action: 'person-link',
        outcome: outcome === 'linked' ? 'success' : 'failure',
        subject: name,
        detail: reason === null ? what : `${what}; ${reason}`,
      })
      return outcome
    }) as Verbs<PersonLedger>['linkSubject'],

    personOfSubject(subject) {
      const row = ofSubject.get(subject)
      return row ? toPerson(row) : null
    },
  }
}
