import type { ComplaintNumber, ComplaintOutcome, ComplaintView } from '@archway/shared/api/complaint'
import type { Day } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { ComplaintLedger, KeptComplaint } from './complaint-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

type ComplaintRow = Omit<ComplaintView, 'answer' | 'overdue'> & {
  readonly outcome: ComplaintOutcome | null
  readonly reply: string | null
  readonly repliedOn: Day | null
  readonly repliedBy: string | null
}

const COMPLAINT = `SELECT number, kind, via, received_on AS receivedOn, due_on AS dueOn, summary,
  recorded_by AS recordedBy, recorded_at AS recordedAt, outcome, reply, replied_on AS repliedOn,
  replied_by AS repliedBy FROM complaint`

export function complaintVerbs(db: Database): Verbs<ComplaintLedger> {
  const { logUse } = logVerbs(db)
  const last = db
    .prepare<[string], number>(
      "SELECT coalesce(max(CAST(substr(number, 6) AS INTEGER)), 0) FROM complaint WHERE number LIKE ? || '-%'",
    )
    .pluck()
  const insert = db.prepare(
    `INSERT INTO complaint (number, kind, via, received_on, due_on, summary, recorded_by, recorded_at)
     VALUES (@number, @kind, @via, @receivedOn, @dueOn, @summary, @by, @at)`,
  )
  const one = db.prepare<[string], ComplaintRow>(`${COMPLAINT} WHERE number = ?`)
  const page = db.prepare<[{ state: string | null; before: string | null; limit: number }], ComplaintRow>(
    `${COMPLAINT} WHERE (@before IS NULL OR number < @before)
     AND (@state IS NULL OR (outcome IS NULL) = (@state = 'open')) ORDER BY number DESC LIMIT @limit`,
  )
  const answer = db.prepare(
    `UPDATE complaint SET outcome = @outcome, reply = @reply, replied_on = @repliedOn, replied_by = @by,
     replied_at = @at WHERE number = @number`,
  )
  const overdue = db
    .prepare<[string], ComplaintNumber>(
      'SELECT number FROM complaint WHERE outcome IS NULL AND due_on < ? ORDER BY number',
    )
    .pluck()
  const log = (at: number, who: string, subject: string, outcome: 'success' | 'failure', detail: string) =>
    logUse({ at, who, action: 'complaint-record', outcome, subject, detail })

  return {
    recordComplaint: db.transaction((complaint, at, by) => {
      const year = complaint.receivedOn.slice(0, 4)
      const number = `${year}-${String((last.get(year) ?? 0) + 1).padStart(4, '0')}`
      insert.run({ ...complaint, number, at, by })
      log(at, by, number, 'success', `${complaint.kind}, due ${complaint.dueOn}`)
      return number
    }) as Verbs<ComplaintLedger>['recordComplaint'],
    replyToComplaint: db.transaction((number, reply, at, by) => {
      const row = one.get(number)
      const went = !row
        ? 'unknown-complaint'
        : row.outcome !== null
          ? 'answered-already'
          : reply.repliedOn < row.receivedOn
            ? 'before-it-came'
            : 'answered'
      if (went === 'answered') answer.run({ ...reply, number, at, by })
      log(at, by, number, went === 'answered' ? 'success' : 'failure', went)
      return went
    }) as Verbs<ComplaintLedger>['replyToComplaint'],
    complaint(number) {
      const row = one.get(number)
      return row ? kept(row) : null
    },
    complaints: (query) => page.all(query).map(kept),
    overdueComplaints: (today) => overdue.all(today),
  }
}

function kept({ outcome, reply, repliedOn, repliedBy, ...rest }: ComplaintRow): KeptComplaint {
  const answered = outcome !== null && reply !== null && repliedOn !== null && repliedBy !== null
  return { ...rest, answer: answered ? { outcome, reply, repliedOn, repliedBy } : null }
}
