import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import { PERSON, type PersonRow, toPerson } from './person-rows.ts'
import type { Disabling, Grant, Standing, StandingLedger } from './standing-ledger.ts'

interface StandingRow extends PersonRow {
  trained_at: string
  receipts: string
  has_code: number
  passkeys: number
}

const STANDING = `SELECT
  (SELECT json_group_array(taken_at) FROM (SELECT taken_at FROM training
    WHERE training.person = person.name ORDER BY taken_at)) AS trained_at,
  (SELECT json_group_array(json_object('number', number, 'version', version, 'sha256', sha256))
    FROM (SELECT number, version, sha256 FROM receipt WHERE receipt.person = person.name ORDER BY n)) AS receipts,
  EXISTS (SELECT 1 FROM totp WHERE totp.person = person.name) AS has_code,
  (SELECT count(*) FROM passkey WHERE passkey.person = person.name) AS passkeys,
  ${PERSON}`

export function standingVerbs(db: Database): Verbs<StandingLedger> {
  const all = db.prepare<[], StandingRow>(`${STANDING} ORDER BY person.name`)
  const one = db.prepare<[string], StandingRow>(`${STANDING} WHERE person.name = ?`)
  const grants = db.prepare<[string], Grant>(
    `SELECT role, since, granted_by AS by, until, ended_by AS endedBy FROM person_grant
     WHERE person = ? ORDER BY n`,
  )
  const disablings = db.prepare<[string], Disabling>(
    `SELECT since, disabled_by AS by, reason, until, enabled_by AS enabledBy FROM person_disabled
     WHERE person = ? ORDER BY n`,
  )
  return {
    standings: () => all.all().map(toStanding),
    standing(name) {
      const row = one.get(name)
      return row ? toStanding(row) : null
    },
    grants: (name) => grants.all(name),
    disablings: (name) => disablings.all(name),
  }
}

const toStanding = (row: StandingRow): Standing => ({
  ...toPerson(row),
  trainedAt: JSON.parse(row.trained_at) as number[],
  receipts: JSON.parse(row.receipts) as Standing['receipts'],
  hasCode: row.has_code === 1,
  passkeys: row.passkeys,
  ssoSubject: row.sso_subject,
})
