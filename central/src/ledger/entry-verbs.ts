import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { EntryDecision, EntryLedger, ManualEntry } from './entry-ledger.ts'
import type { ListedEntry } from './hotlist-ledger.ts'
import { recallVerbs } from './recall-verbs.ts'
import { sealedDetail } from './sealed-detail.ts'
import { logVerbs } from './use-log-verbs.ts'

interface EntryRow extends Omit<ManualEntry, 'content'> {
  readonly content: string
}

const ENTRY = `n, content, purpose, case_number AS caseNumber, owner, reason, expires_at AS expiresAt,
  proposed_by AS proposedBy, proposed_at AS proposedAt, state, decided_by AS decidedBy, decided_at AS decidedAt,
  decided_line AS decidedLine, ended_by AS endedBy, ended_at AS endedAt, ended_because AS endedBecause`

export function entryVerbs(db: Database): Verbs<EntryLedger> {
  const { logUse } = logVerbs(db)
  const one = db.prepare<[number], EntryRow>(`SELECT ${ENTRY} FROM manual_entry WHERE n = ?`)
  const page = db.prepare<{ states: string; before: number; limit: number }, EntryRow>(
    `SELECT ${ENTRY} FROM manual_entry WHERE n < @before AND state IN (SELECT value FROM json_each(@states))
     ORDER BY n DESC LIMIT @limit`,
  )
  const standing = db
    .prepare<{ at: number }, string>(
      `SELECT content FROM manual_entry WHERE state = 'approved' AND expires_at > @at ORDER BY n`,
    )
    .pluck()
  const known = db.prepare<[string], number>('SELECT n FROM manual_entry WHERE entry = ?').pluck()
  const person = db.prepare<[string], number>('SELECT 1 FROM person WHERE name = ?').pluck()
  const insert = db.prepare(
    `INSERT INTO manual_entry (entry, content, purpose, case_number, owner, reason, expires_at, proposed_by,
       proposed_at, state)
     VALUES (@entry, @content, @purpose, @caseNumber, @owner, @reason, @expiresAt, @by, @at, 'open')`,
  )
  const decide = db.prepare(
    'UPDATE manual_entry SET state = ?, decided_by = ?, decided_at = ?, decided_line = ? WHERE n = ?',
  )
  const newestLine = db.prepare<[], number>('SELECT max(n) FROM use_log').pluck()
  const runOut = db
    .prepare<{ at: number }, number>(
      `UPDATE manual_entry SET state = 'expired', ended_by = 'clock', ended_at = @at
       WHERE state IN ('open', 'approved') AND expires_at <= @at RETURNING n`,
    )
    .pluck()

  return {
    ...recallVerbs(db),
    manualEntries: ({ states = STATES, before = Number.MAX_SAFE_INTEGER, limit }) =>
      page.all({ states: JSON.stringify(states), before, limit }).map(toEntry),
    manualEntry(n) {
      const row = one.get(n)
      return row ? toEntry(row) : null
    },

    proposeEntry: db.transaction(({ content, secret, ...proposal }) => {
      if (person.get(proposal.owner) === undefined) return 'unknown-owner'
      if (known.get(content.id) !== undefined) return 'exists'
      const text = JSON.stringify(content)
      const done = insert.run({
        ...proposal,
        entry: content.id,
        content: text,
        expiresAt: content.expiresAt,
      })
      const n = Number(done.lastInsertRowid)
      const about = secret ? `; plate and reason ${secret.commitment}` : ''
      const until = new Date(content.expiresAt).toISOString()
      const detail = `${proposal.purpose}, case ${proposal.caseNumber}, owner ${proposal.owner}, until ${until}${about}`
      const use = { at: proposal.at, who: proposal.by, action: 'entry-propose', outcome: 'success' } as const
      logUse({ ...use, subject: `manual ${n}`, detail }, secret)
      return { n }
    }) as Verbs<EntryLedger>['proposeEntry'],

    decideEntry: db.transaction((n, decision, at, by, note = null) => {
      const row = one.get(n)
      if (!row) return 'unknown-entry'
      const outcome = outcomeOf(row, decision, at, by)
      const use = {
        at,
        who: by,
        action: decision === 'approved' ? 'entry-approve' : 'entry-refuse',
        outcome: outcome === 'done' ? 'success' : 'failure',
        subject: `manual ${n}`,
      } as const
      const detail = outcome === 'done' ? `${row.purpose}, case ${row.caseNumber}` : outcome
      logUse({ ...use, detail: sealedDetail(detail, note) }, note)
      if (outcome === 'done') decide.run(decision, by, at, note && newestLine.get(), n)
      return outcome
    }) as Verbs<EntryLedger>['decideEntry'],

    expireEntries: db.transaction((at) => {
      const ended = runOut.all({ at })
      for (const n of ended) {
        const use = { at, who: 'clock', action: 'entry-expire', outcome: 'success' } as const
        logUse({ ...use, subject: `manual ${n}`, detail: null })
      }
      return ended
    }) as Verbs<EntryLedger>['expireEntries'],
    standingEntries: (at) => standing.all({ at }).map((text) => JSON.parse(text) as ListedEntry),
  }
}

/** The proposer may take a proposal back, and may never approve it. */
function outcomeOf(
  { state, expiresAt, proposedBy }: EntryRow,
  decision: 'approved' | 'refused',
  at: number,
  by: string,
): EntryDecision {
  if (state !== 'open') return 'not-open'
  if (decision === 'refused') return 'done'
  if (proposedBy === by) return 'same-person'
  return expiresAt <= at ? 'expired' : 'done'
}

const STATES: readonly ManualEntry['state'][] = ['open', 'approved', 'refused', 'recalled', 'expired']

const toEntry = (row: EntryRow): ManualEntry => ({
  ...row,
  content: JSON.parse(row.content) as ListedEntry,
})
