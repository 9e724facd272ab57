import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { ProprietyLedger, UseEvidence } from './propriety-ledger.ts'

export function evidenceOfUseVerbs(db: Database): Verbs<Pick<ProprietyLedger, 'evidenceOfUse'>> {
  const counts = db.prepare<[], Omit<UseEvidence, 'releases' | 'reviews' | 'flags' | 'undrawn'>>(`SELECT
    (SELECT count(*) FROM search) AS searches,
    (SELECT count(*) FROM search s JOIN case_file c ON c.number = s.case_number WHERE c.purpose <> s.purpose)
      AS ofAnotherPurpose,
    (SELECT count(*) FROM search s JOIN case_file c ON c.number = s.case_number
      WHERE c.closed_at < s.at AND s.release IS NULL) AS afterClosing,
    (SELECT count(*) FROM search s LEFT JOIN use_log u ON u.n = s.line AND u.action = 'read-search' AND u.who = s.who
      WHERE u.n IS NULL) AS unlogged,
    (SELECT count(*) FROM search_release WHERE decided_by = asked_by) AS decidedByAsker,
    (SELECT count(*) FROM search s JOIN use_secret x ON x.line = s.line) AS sealed,
    (SELECT count(*) FROM repeat_notice) AS notices`)
  const undrawn = db
    .prepare<[number], number>('SELECT count(*) FROM search WHERE drawn IS NULL AND at < ?')
    .pluck()
  const states = (table: string, column: string) =>
    db.prepare<[], { state: string; n: number }>(
      `SELECT coalesce(${column}, 'open') AS state, count(*) AS n FROM ${table} GROUP BY 1`,
    )
  const releases = states('search_release', 'state')
  const reviews = states('search_review', 'outcome')
  const flags = states('use_flag', 'state')
  const tally = <T extends string>(rows: readonly { state: string; n: number }[], names: readonly T[]) =>
    Object.fromEntries(
      names.map((name) => [name, rows.find(({ state }) => state === name)?.n ?? 0]),
    ) as Record<T, number>

  return {
    evidenceOfUse: db.transaction((drawnSince: number): UseEvidence => {
      const found = counts.get()
      if (!found) throw new Error('a SELECT of counts gave no row')
      return {
        ...found,
        undrawn: undrawn.get(drawnSince) ?? 0,
        releases: tally(releases.all(), ['requested', 'released', 'refused', 'used']),
        reviews: tally(reviews.all(), ['open', 'proper', 'improper', 'unclear']),
        flags: tally(flags.all(), ['flagged', 'under-review', 'decided']),
      }
    }),
  }
}
