import type { Ground } from '@archway/shared/api/search'
import type { CaseNumber, Purpose } from '@archway/shared/purpose'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { KeptRelease, SearchLedger, SearchRefusal, SearchStart } from './search-ledger.ts'
import { logVerbs, sealedLines } from './use-log-verbs.ts'

interface ReleaseRow extends Omit<KeptRelease, 'grounds'> {
  readonly grounds: string
  readonly purpose: Purpose
  readonly caseNumber: CaseNumber
}

const RELEASE = `SELECT id, state, grounds, asked_by AS askedBy, asked_at AS askedAt, asked_line AS askedLine,
  decided_by AS decidedBy, decided_at AS decidedAt, decided_line AS decidedLine, purpose,
  case_number AS caseNumber FROM search_release`

export function searchVerbs(db: Database): Verbs<SearchLedger> {
  const { logUse } = logVerbs(db)
  const logSealed = sealedLines(db)
  const caseRow = db.prepare<[string], { purpose: Purpose; closedAt: number | null }>(
    'SELECT purpose, closed_at AS closedAt FROM case_file WHERE number = ?',
  )
  const insert = db.prepare(
    `INSERT INTO search (id, line, at, who, roles, purpose, case_number, release, policy, asked)
     VALUES (@id, @line, @at, @who, @roles, @purpose, @case, @release, @policy, @limit)`,
  )
  // A pseudonym holds for a month, so the terms that policies know have two or three; one statement for each is cheaper
  // than a list within one.
  const repeats = db
    .prepare<[string, string, number], number>(
      `SELECT count(*) FROM use_secret s JOIN search ON search.line = s.line
       WHERE s.who = ? AND s.pseudonym = ? AND s.at >= ?`,
    )
    .pluck()
  const insertNotice = db.prepare('INSERT INTO repeat_notice (search, uses, within_days) VALUES (?, ?, ?)')
  const searchRow = db.prepare<
    [string],
    { line: number; at: number; who: string; case: string; release: string | null; asked: number }
  >('SELECT line, at, who, case_number AS "case", release, asked FROM search WHERE id = ?')
  const addAsked = db.prepare<[number, string]>(
    'UPDATE search SET asked = asked + ?, uncounted = uncounted + 1 WHERE id = ?',
  )
  // Told again after an answer that was lost, a page is not counted again.
  const addShown = db.prepare<[number, string]>(
    'UPDATE search SET shown = shown + ?, uncounted = uncounted - 1 WHERE id = ? AND uncounted > 0',
  )
  const releaseRow = db.prepare<[string], ReleaseRow>(`${RELEASE} WHERE id = ?`)
  const releasePage = db.prepare<
    [{ state: string | null; askedBy: string | null; before: string | null; limit: number }],
    ReleaseRow
  >(
    `${RELEASE} WHERE (@state IS NULL OR state = @state) AND (@askedBy IS NULL OR asked_by = @askedBy)
     AND (@before IS NULL OR id < @before) ORDER BY id DESC LIMIT @limit`,
  )
  const insertRelease = db.prepare(
    `INSERT INTO search_release (id, asked_at, asked_by, asked_line, purpose, case_number, grounds)
     VALUES (@id, @at, @by, @line, @purpose, @case, @grounds)`,
  )
  const decide = db.prepare(
    `UPDATE search_release SET state = @outcome, decided_at = @at, decided_by = @by, decided_line = @line
     WHERE id = @id`,
  )
  const useUp = db.prepare<[string]>("UPDATE search_release SET state = 'used' WHERE id = ?")

  const caseRefusal = (number: string, purpose: Purpose | null): 'unknown-case' | 'other-purpose' | null => {
    const found = caseRow.get(number)
    if (!found) return 'unknown-case'
    return purpose !== null && found.purpose !== purpose ? 'other-purpose' : null
  }
  const isOpen = (number: string) => caseRow.get(number)?.closedAt === null
  /** What a release that was named lets through; null: it lets nothing through. */
  const released = (start: SearchStart): readonly Ground[] | null => {
    if (start.release === null) return []
    const row = releaseRow.get(start.release)
    const fits =
      row?.state === 'released' &&
      row.askedBy === start.who &&
      row.caseNumber === start.case &&
      row.purpose === start.purpose &&
      (row.decidedAt ?? 0) >= start.releasedSince
    return fits ? (JSON.parse(row.grounds) as Ground[]) : null
  }
  const refusalOf = (start: SearchStart): SearchRefusal | null => {
    const wrongCase = caseRefusal(start.case, start.purpose)
    if (wrongCase) return wrongCase
    const grounds = released(start)
    if (grounds === null) return 'not-released'
    if (!isOpen(start.case) && !(start.mayReleaseClosed && grounds.includes('closed-case')))
      return 'case-closed'
    return start.grounds.every((ground) => grounds.includes(ground)) ? null : 'needs-release'
  }
  /** How often this person has searched this plate, this time included. */
  const timesSearched = ({ who, pseudonyms, repeat }: SearchStart): number =>
    pseudonyms.reduce((sum, each) => sum + (repeats.get(who, each, repeat.since) ?? 0), 0)
  const asRelease = ({ grounds, purpose: _purpose, caseNumber: _case, ...row }: ReleaseRow): KeptRelease => ({
    ...row,
    grounds: JSON.parse(grounds),
  })

  return {
    beginSearch: db.transaction((start) => {
      const { id, at, who, purpose, secret } = start
      const refused = refusalOf(start)
      const why = [
        purpose,
        `case ${start.case}`,
        ...(refused ? [`refused: ${refused}`] : []),
        secret.commitment,
      ]
      const use = { at, who, action: 'read-search', subject: id, detail: why.join(' · ') } as const
      const line = logSealed({ ...use, outcome: refused ? 'failure' : 'success' }, secret)
      if (refused) return { refused }
      insert.run({ ...start, secret: null, line, roles: JSON.stringify(start.roles) })
      if (start.release !== null) useUp.run(start.release)
      const { uses, withinDays } = start.repeat
      const times = timesSearched(start)
      if (times < uses) return { refused: null, repeated: null }
      insertNotice.run(id, times, withinDays)
      return { refused: null, repeated: times }
    }) as Verbs<SearchLedger>['beginSearch'],

    continueSearch: db.transaction(({ id, at, who, limit, most, begunSince }) => {
      const row = searchRow.get(id)
      const refused: SearchRefusal | null =
        !row || row.who !== who
          ? 'unknown-search'
          : row.at < begunSince
            ? 'search-over'
            : !isOpen(row.case) && row.release === null
              ? 'case-closed'
              : row.asked + limit > most && row.release === null
                ? 'too-many-results'
                : null
      const detail = refused ? `next page refused: ${refused}` : 'next page'
      const outcome = refused ? 'failure' : 'success'
      logUse({ at, who, action: 'read-search', outcome, subject: id, detail })
      if (refused || !row) return { refused: refused ?? 'unknown-search' }
      addAsked.run(limit, id)
      return { refused: null, line: row.line }
    }) as Verbs<SearchLedger>['continueSearch'],

    countShown: db.transaction((pages) => {
      for (const { search, reads } of pages) addShown.run(reads, search)
    }) as Verbs<SearchLedger>['countShown'],

    askRelease: db.transaction((asking) => {
      const { id, at, by, purpose, secret, grounds } = asking
      const refused = caseRefusal(asking.case, purpose)
      const why = [...grounds, purpose, `case ${asking.case}`, ...(refused ? [`refused: ${refused}`] : [])]
      const detail = [...why, secret.commitment].join(' · ')
      const outcome = refused ? 'failure' : 'success'
      const line = logSealed({ at, who: by, action: 'search-ask', outcome, subject: id, detail }, secret)
      if (refused) return refused
      insertRelease.run({ id, at, by, line, purpose, case: asking.case, grounds: JSON.stringify(grounds) })
      return 'asked'
    }) as Verbs<SearchLedger>['askRelease'],

    decideRelease: db.transaction(({ id, at, by, outcome, secret }) => {
      const row = releaseRow.get(id)
      const refused =
        row === undefined
          ? 'unknown-release'
          : row.askedBy === by
            ? 'same-person'
            : row.state !== 'requested'
              ? 'decided-already'
              : null
      const detail = [outcome, ...(refused ? [`refused: ${refused}`] : []), secret.commitment].join(' · ')
      const done = refused ? 'failure' : 'success'
      const line = logSealed(
        { at, who: by, action: 'search-release', outcome: done, subject: id, detail },
        secret,
      )
      if (refused) return refused
      decide.run({ id, at, by, outcome, line })
      return 'decided'
    }) as Verbs<SearchLedger>['decideRelease'],

    release: (id) => {
      const row = releaseRow.get(id)
      return row ? asRelease(row) : null
    },
    releases: (query) => releasePage.all(query).map(asRelease),
  }
}
