import type { Role } from '@archway/shared/role'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { AccessReview, ReviewItem, ReviewLedger } from './access-review-ledger.ts'
import type { ClearanceLedger, Receipt, Training } from './clearance-ledger.ts'
import { personByName } from './person-rows.ts'
import { logVerbs } from './use-log-verbs.ts'

export function clearanceVerbs(db: Database): Verbs<ClearanceLedger> {
  const { logUse } = logVerbs(db)
  const person = personByName(db)
  const train = db.prepare(
    `INSERT INTO training (person, course, trainer, taken_at, recorded_at, recorded_by)
     VALUES (@person, @course, @trainer, @takenAt, @at, @by)`,
  )
  const trainings = db.prepare<[string], Training>(
    `SELECT person, course, trainer, taken_at AS takenAt, recorded_at AS recordedAt, recorded_by AS recordedBy
     FROM training WHERE person = ? ORDER BY taken_at`,
  )
  const sign = db.prepare(
    `INSERT INTO receipt (person, number, version, sha256, signature, signed_at, recorded_by)
     VALUES (@person, @number, @version, @sha256, @signature, @at, @by)`,
  )
  const receipts = db.prepare<[string], Receipt>(
    `SELECT person, number, version, sha256, signature, signed_at AS signedAt, recorded_by AS recordedBy
     FROM receipt WHERE person = ? ORDER BY n`,
  )
  return {
    recordTraining: db.transaction((training, at, by) => {
      if (!person.get(training.person)) return 'unknown-person'
      if (training.trainer === training.person) return 'self-trained'
      train.run({ ...training, at, by })
      const detail = `${training.course}, ${new Date(training.takenAt).toISOString().slice(0, 10)}`
      logUse({ at, who: by, action: 'training-record', outcome: 'success', subject: training.person, detail })
      return 'recorded'
    }) as Verbs<ClearanceLedger>['recordTraining'],
    trainings: (name) => trainings.all(name),
    signReceipt: db.transaction((receipt, at, by) => {
      if (!person.get(receipt.person)) return 'unknown-person'
      sign.run({ ...receipt, at, by })
      const detail = `${receipt.number} version ${receipt.version}`
      logUse({ at, who: by, action: 'receipt-sign', outcome: 'success', subject: receipt.person, detail })
      return 'signed'
    }) as Verbs<ClearanceLedger>['signReceipt'],
    receipts: (name) => receipts.all(name),
  }
}

type ItemRow = Omit<ReviewItem, 'roles'> & { roles: string; review: number }

export function reviewVerbs(db: Database): Verbs<ReviewLedger> {
  const { logUse } = logVerbs(db)
  const openOne = db.prepare<[], number>('SELECT n FROM access_review WHERE closed_at IS NULL').pluck()
  const open = db.prepare('INSERT INTO access_review (opened_at, opened_by) VALUES (?, ?)')
  const list = db.prepare<[number | bigint]>(
    `INSERT INTO access_review_item (review, person, roles)
     SELECT ?, person, json_group_array(role) FROM person_grant WHERE until IS NULL GROUP BY person`,
  )
  const item = db.prepare<[number, string], ItemRow>(
    'SELECT review, person, roles, decision FROM access_review_item WHERE review = ? AND person = ?',
  )
  const decide = db.prepare(
    `UPDATE access_review_item SET decision = ?, decided_by = ?, decided_at = ? WHERE review = ? AND person = ?`,
  )
  const endGrants = db.prepare(
    'UPDATE person_grant SET until = ?, ended_by = ? WHERE person = ? AND until IS NULL',
  )
  const close = db.prepare(
    `UPDATE access_review SET closed_at = ? WHERE n = ? AND NOT EXISTS (
       SELECT 1 FROM access_review_item WHERE review = n AND decision IS NULL)`,
  )
  const reviews = db.prepare<[], Omit<AccessReview, 'items'>>(
    `SELECT n, opened_at AS openedAt, opened_by AS openedBy, closed_at AS closedAt FROM access_review
     ORDER BY n DESC`,
  )
  const items = db.prepare<[number], ItemRow>(
    `SELECT review, person, roles, decision, decided_by AS decidedBy, decided_at AS decidedAt
     FROM access_review_item WHERE review = ? ORDER BY person`,
  )
  const log = (at: number, who: string, done: boolean, subject: string, detail: string) =>
    logUse({ at, who, action: 'access-review', outcome: done ? 'success' : 'failure', subject, detail })

  return {
    openReview: db.transaction((at, by) => {
      if (openOne.get() !== undefined) return 'open-already'
      const n = Number(open.run(at, by).lastInsertRowid)
      list.run(n)
      log(at, by, true, `${n}`, 'opened')
      close.run(at, n)
      return { n }
    }) as Verbs<ReviewLedger>['openReview'],
    decideReview: db.transaction((n, person, decision, at, by) => {
      const found = item.get(n, person)
      if (!found) return 'unknown-item'
      const outcome = found.decision !== null ? 'decided-already' : person === by ? 'self' : 'done'
      log(at, by, outcome === 'done', person, outcome === 'done' ? `${n}: ${decision}` : `${n}: ${outcome}`)
      if (outcome !== 'done') return outcome
      decide.run(decision, by, at, n, person)
      if (decision === 'revoke') endGrants.run(at, by, person)
      close.run(at, n)
      return 'done'
    }) as Verbs<ReviewLedger>['decideReview'],
    accessReviews: () =>
      reviews.all().map((review) => ({
        ...review,
        items: items
          .all(review.n)
          .map(({ review: _, roles, ...rest }) => ({ ...rest, roles: JSON.parse(roles) as Role[] })),
      })),
  }
}
