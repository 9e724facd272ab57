import { dayOf, type Uuid7 } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import type { SealedSecret } from '../audit/secrets.ts'
import type { Verbs } from '../store/worker-calls.ts'
import type { HeldItem, HoldLedger, HoldRecord, HoldState } from './hold-ledger.ts'
import { sealedDetail } from './sealed-detail.ts'
import { logVerbs } from './use-log-verbs.ts'

type HoldRow = Omit<HoldRecord, 'reads' | 'reviews'>

const HOLD = `SELECT hold.id, case_number AS caseNumber, schedule, reason, proposed_by AS proposedBy,
  proposed_at AS proposedAt, state, decided_by AS decidedBy, decided_at AS decidedAt,
  decided_line AS decidedLine, review_at AS reviewAt,
  secured_at AS securedAt, released_by AS releasedBy, released_at AS releasedAt, released_because AS releasedBecause
  FROM hold`
/** An id above every UUID. */
const AFTER_ALL = 'g'

export function holdVerbs(db: Database): Verbs<HoldLedger> {
  const { logUse } = logVerbs(db)
  const insert = db.prepare(
    `INSERT INTO hold (id, case_number, schedule, reason, proposed_by, proposed_at, state, review_at)
     VALUES (@id, @caseNumber, @schedule, @reason, @by, @at, 'proposed', @reviewAt)`,
  )
  const insertRead = db.prepare<[string, string, string]>('INSERT INTO hold_read VALUES (?, ?, ?)')
  const one = db.prepare<[string], HoldRow>(`${HOLD} WHERE id = ?`)
  const page = db.prepare<[string, number], HoldRow>(`${HOLD} WHERE id < ? ORDER BY id DESC LIMIT ?`)
  const onDay = db.prepare<[string], HoldRow>(
    `${HOLD} WHERE state IN ('securing', 'active')
       AND id IN (SELECT hold FROM hold_read WHERE day = ?) ORDER BY id`,
  )
  const readsOf = db
    .prepare<[string], string>('SELECT read FROM hold_read WHERE hold = ? ORDER BY read')
    .pluck()
  const reviewsOf = db.prepare<[string], HoldRecord['reviews'][number]>(
    'SELECT at, by, note, next_at AS nextAt FROM hold_review WHERE hold = ? ORDER BY n',
  )
  const decide = db.prepare(
    'UPDATE hold SET state = ?, decided_by = ?, decided_at = ?, decided_line = ? WHERE id = ?',
  )
  const newestLine = db.prepare<[], number>('SELECT max(n) FROM use_log').pluck()
  const secured = db.prepare(
    "UPDATE hold SET state = 'active', secured_at = ? WHERE id = ? AND state = 'securing'",
  )
  const insertItem = db.prepare(
    `INSERT INTO held_item VALUES (@hold, @kind, @id, @read, @day, @bytes, @sha256, @at)`,
  )
  const itemsOf = db.prepare<[string], HeldItem>(
    'SELECT kind, id, read, day, bytes, sha256, at FROM held_item WHERE hold = ? ORDER BY read, kind DESC, id',
  )
  const insertReview = db.prepare(
    'INSERT INTO hold_review (hold, at, by, note, next_at) VALUES (?, ?, ?, ?, ?)',
  )
  const setReview = db.prepare('UPDATE hold SET review_at = ? WHERE id = ?')
  const release = db.prepare(
    `UPDATE hold SET state = 'released', released_by = ?, released_at = ?, released_because = ? WHERE id = ?`,
  )
  const record = (row: HoldRow): HoldRecord => ({
    ...row,
    reads: readsOf.all(row.id),
    reviews: reviewsOf.all(row.id),
  })

  /** What speaks against an act of this person on this hold, said in the use log; null: nothing. */
  const against = (
    id: Uuid7,
    states: readonly HoldState[],
    use: { at: number; by: string; action: 'hold-approve' | 'hold-release' | 'hold-review'; alone: boolean },
    secret: SealedSecret | null = null,
  ) => {
    const row = one.get(id)
    const refusal = !row
      ? ('unknown-hold' as const)
      : !states.includes(row.state)
        ? ('wrong-state' as const)
        : !use.alone && row.proposedBy === use.by
          ? ('same-person' as const)
          : null
    if (refusal) {
      const { at, by, action } = use
      const detail = sealedDetail(refusal, secret)
      logUse({ at, who: by, action, outcome: 'failure', subject: id, detail }, secret)
    }
    return refusal
  }
  const log = (
    at: number,
    who: string,
    action: Parameters<typeof logUse>[0]['action'],
    subject: string,
    detail: string | null,
    secret: SealedSecret | null = null,
  ) => logUse({ at, who, action, outcome: 'success', subject, detail }, secret)

  return {
    proposeHold: db.transaction((hold) => {
      insert.run(hold)
      for (const read of new Set<Uuid7>(hold.reads)) insertRead.run(hold.id, read, dayOf(read))
      const detail = `case ${hold.caseNumber}, schedule ${hold.schedule}, ${hold.reads.length} reads`
      log(hold.at, hold.by, 'hold-propose', hold.id, detail)
    }) as Verbs<HoldLedger>['proposeHold'],

    decideHold: db.transaction((id, approve, at, by, note = null) => {
      // Whoever proposed a hold may take it back.
      const refusal = against(id, ['proposed'], { at, by, action: 'hold-approve', alone: !approve }, note)
      if (refusal) return refusal
      const state = approve ? 'securing' : 'refused'
      log(at, by, approve ? 'hold-approve' : 'hold-refuse', id, sealedDetail(null, note), note)
      decide.run(state, by, at, note && newestLine.get(), id)
      return state
    }) as Verbs<HoldLedger>['decideHold'],

    holdSecured: db.transaction((id, items, at) => {
      const turned = secured.run(at, id).changes > 0
      if (one.get(id)?.state !== 'active')
        throw new Error(`hold ${id} is not active: nothing is kept under it`)
      for (const item of items) insertItem.run({ hold: id, ...item })
      if (turned || items.length > 0) log(at, 'sweep', 'hold-secure', id, `${items.length} items`)
    }) as Verbs<HoldLedger>['holdSecured'],

    reviewHold: db.transaction((id, { note, nextAt, at, by }) => {
      const refusal = against(id, ['securing', 'active'], { at, by, action: 'hold-review', alone: true })
      if (refusal) return refusal
      insertReview.run(id, at, by, note, nextAt)
      setReview.run(nextAt, id)
      log(at, by, 'hold-review', id, `next ${new Date(nextAt).toISOString()}`)
      return 'reviewed'
    }) as Verbs<HoldLedger>['reviewHold'],

    releaseHold: db.transaction((id, because, at, by) => {
      const refusal = against(id, ['active'], { at, by, action: 'hold-release', alone: false })
      if (refusal) return refusal
      release.run(by, at, because, id)
      log(at, by, 'hold-release', id, because)
      return 'released'
    }) as Verbs<HoldLedger>['releaseHold'],

    hold(id) {
      const row = one.get(id)
      return row ? record(row) : null
    },
    holds: (before, limit) => page.all(before ?? AFTER_ALL, limit).map(record),
    holdsOn: (day) => onDay.all(day).map(record),
    heldItems: (hold) => itemsOf.all(hold),
  }
}
