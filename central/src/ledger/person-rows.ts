import type { Role } from '@archway/shared/role'
import type { Database, Statement } from 'better-sqlite3'
import type { Person } from './person-ledger.ts'

export interface PersonRow {
  name: string
  display_name: string
  badge: string | null
  roles: string
  password: string
  added_at: number
  locked_at: number | null
  disabled_at: number | null
  last_login_at: number | null
  password_given: number
  sso_subject: string | null
}

/** The columns of a person, and where they come from; a join or a WHERE may follow. */
export const PERSON = `person.name, person.display_name, person.badge, person.password, person.added_at,
  person.last_login_at, person.password_given, person.sso_subject, login_lock.at AS locked_at, person_disabled.since AS disabled_at,
  (SELECT json_group_array(role) FROM (SELECT role FROM person_grant
    WHERE person_grant.person = person.name AND person_grant.until IS NULL ORDER BY n)) AS roles
  FROM person LEFT JOIN login_lock ON login_lock.name = person.name
  LEFT JOIN person_disabled ON person_disabled.person = person.name AND person_disabled.until IS NULL`

export const toPerson = (row: PersonRow): Person => ({
  name: row.name,
  displayName: row.display_name,
  badge: row.badge,
  roles: JSON.parse(row.roles) as Role[],
  addedAt: row.added_at,
  lockedAt: row.locked_at,
  disabledAt: row.disabled_at,
  lastLoginAt: row.last_login_at,
  passwordGiven: row.password_given === 1,
})

export const personByName = (db: Database): Statement<[string], PersonRow> =>
  db.prepare(`SELECT ${PERSON} WHERE person.name = ?`)
