import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import { entryHasId } from './entry-by-id.ts'
import type { EntryLedger, NewRecall, Recall, Receipt } from './entry-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

type RecallVerb =
  | 'recallEntry'
  | 'noteWithdrawn'
  | 'recalledIds'
  | 'recallsPublished'
  | 'receiptsTold'
  | 'unitConfirms'
  | 'personConfirms'
  | 'recalls'
  | 'searchedVersion'
  | 'keepSearched'

export function recallVerbs(db: Database): Verbs<Pick<EntryLedger, RecallVerb>> {
  const { logUse } = logVerbs(db)
  const listOf = db
    .prepare<{ id: string }, string>(
      `SELECT list FROM hotlist_entry e WHERE ${entryHasId('e', '@id')} ORDER BY since DESC LIMIT 1`,
    )
    .pluck()
  const manualOf = db
    .prepare<[string], number>("SELECT n FROM manual_entry WHERE entry = ? AND state = 'approved'")
    .pluck()
  const endManual = db.prepare<[string, number, string, number]>(
    "UPDATE manual_entry SET state = 'recalled', ended_by = ?, ended_at = ?, ended_because = ? WHERE n = ? AND state = 'approved'",
  )
  const goneSince = db
    .prepare<{ id: string }, number | null>(
      `SELECT max(until) FROM hotlist_entry e WHERE ${entryHasId('e', '@id')}`,
    )
    .pluck()
  const isRecalled = db
    .prepare<[string], number>("SELECT n FROM recall WHERE entry = ? AND why = 'recalled'")
    .pluck()
  const insert = db.prepare(
    `INSERT OR IGNORE INTO recall (entry, list, version, why, by, at, reason)
     VALUES (@entry, @list, @version, @why, @by, @at, @reason)`,
  )
  const ask = db.prepare<[number, string, string]>(
    'INSERT OR IGNORE INTO recall_receipt (recall, kind, who) VALUES (?, ?, ?)',
  )
  const recalledIds = db
    .prepare<[], string>("SELECT DISTINCT entry FROM recall WHERE why = 'recalled' ORDER BY entry")
    .pluck()
  const published = db.prepare<[number, string]>(
    'UPDATE recall SET version = ? WHERE entry = ? AND version IS NULL',
  )
  const told = db.prepare<[number, string, string]>(
    'UPDATE recall_receipt SET told_at = ? WHERE kind = ? AND who = ? AND told_at IS NULL',
  )
  const unitKnows = db.prepare<{ unit: string; version: number; at: number }>(
    `UPDATE recall_receipt SET told_at = coalesce(told_at, @at), confirmed_at = @at
     WHERE kind = 'unit' AND who = @unit AND confirmed_at IS NULL
     AND recall IN (SELECT n FROM recall WHERE version <= @version)`,
  )
  const receiptOf = db.prepare<[number, string], { confirmedAt: number | null }>(
    "SELECT confirmed_at AS confirmedAt FROM recall_receipt WHERE recall = ? AND kind = 'person' AND who = ?",
  )
  const personKnows = db.prepare<{ n: number; person: string; at: number }>(
    `UPDATE recall_receipt SET told_at = coalesce(told_at, @at), confirmed_at = @at
     WHERE recall = @n AND kind = 'person' AND who = @person`,
  )
  const page = db.prepare<{ open: number; before: number; limit: number }, Omit<Recall, 'receipts'>>(
    `SELECT n, entry, list, version, why, by, at, reason FROM recall r
     WHERE n < @before AND (@open = 0 OR version IS NULL OR EXISTS (
       SELECT 1 FROM recall_receipt WHERE recall = r.n AND confirmed_at IS NULL))
     ORDER BY n DESC LIMIT @limit`,
  )
  const receipts = db.prepare<[number], Receipt>(
    `SELECT kind, who, told_at AS toldAt, confirmed_at AS confirmedAt FROM recall_receipt
     WHERE recall = ? ORDER BY kind, who`,
  )
  const searched = db.prepare<[], number>('SELECT coalesce(max(version), 0) FROM back_search').pluck()
  const keepSearched = db.prepare<[number, number, number, number | null]>(
    'INSERT OR REPLACE INTO back_search (version, at, entries, found) VALUES (?, ?, ?, ?)',
  )

  const put = ({ units, people, ...recall }: NewRecall): number | null => {
    const { changes, lastInsertRowid } = insert.run(recall)
    if (changes === 0) return null
    const n = Number(lastInsertRowid)
    for (const unit of units) ask.run(n, 'unit', unit)
    for (const who of people) ask.run(n, 'person', who)
    return n
  }

  return {
    recallEntry: db.transaction((recall) => {
      const manual = manualOf.get(recall.entry)
      const list = listOf.get({ id: recall.entry }) ?? (manual === undefined ? undefined : 'manual')
      if (list === undefined) return 'unknown-entry'
      if (isRecalled.get(recall.entry) !== undefined) return 'already'
      const { by, at, reason, entry } = recall
      const n = put({ ...recall, list, version: null, why: 'recalled' })
      if (n === null) return 'already'
      if (manual !== undefined) endManual.run(by, at, reason, manual)
      logUse({
        at,
        who: by,
        action: 'entry-recall',
        outcome: 'success',
        subject: entry,
        detail: `recall ${n}`,
      })
      return { n }
    }) as Verbs<EntryLedger>['recallEntry'],
    noteWithdrawn: db.transaction((recall) => {
      // The version that dropped it, which stays the same however often somebody looks.
      put({ ...recall, version: goneSince.get({ id: recall.entry }) ?? recall.version })
    }) as Verbs<EntryLedger>['noteWithdrawn'],
    recalledIds: () => recalledIds.all(),
    recallsPublished: db.transaction((entries, version) => {
      for (const entry of entries) published.run(version, entry)
    }) as Verbs<EntryLedger>['recallsPublished'],
    receiptsTold: db.transaction((kind, who, at) => {
      for (const one of who) told.run(at, kind, one)
    }) as Verbs<EntryLedger>['receiptsTold'],
    unitConfirms: (unit, version, at) => unitKnows.run({ unit, version, at }).changes,
    personConfirms: db.transaction((n, person, at) => {
      const receipt = receiptOf.get(n, person)
      const outcome = !receipt ? 'not-asked' : receipt.confirmedAt === null ? 'confirmed' : 'already'
      if (outcome === 'confirmed') personKnows.run({ n, person, at })
      const failed = outcome === 'not-asked'
      const use = { at, who: person, action: 'recall-confirm' } as const
      logUse({ ...use, outcome: failed ? 'failure' : 'success', subject: `recall ${n}`, detail: outcome })
      return outcome
    }) as Verbs<EntryLedger>['personConfirms'],
    recalls: ({ open, before = Number.MAX_SAFE_INTEGER, limit }) =>
      page
        .all({ open: open ? 1 : 0, before, limit })
        .map((recall) => ({ ...recall, receipts: receipts.all(recall.n) })),
    searchedVersion: () => searched.get() ?? 0,
    keepSearched(version, at, entries, found) {
      keepSearched.run(version, at, entries, found)
    },
  }
}
