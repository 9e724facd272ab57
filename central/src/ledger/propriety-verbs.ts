import type { RepeatNotice, SearchView, UseView } from '@archway/shared/api/review'
import type { Database } from 'better-sqlite3'
import { isDrawn } from '../search/draw.ts'
import type { Verbs } from '../store/worker-calls.ts'
import { filteredPage } from './filtered-page.ts'
import type { KeptReview, ProprietyLedger } from './propriety-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

type Reviews = Omit<
  ProprietyLedger,
  'evidenceOfUse' | 'flagUse' | 'answerFlag' | 'takeFlag' | 'decideFlag' | 'flag' | 'flags'
>

interface UseRow extends Omit<UseView, 'sealed'> {
  readonly commitment: string | null
  readonly pseudonym: string | null
}
interface SearchRow extends Omit<SearchView, 'roles' | 'shown'> {
  readonly roles: string
  readonly shown: number
  readonly uncounted: number
}
type ReviewRow = Omit<KeptReview, 'search'> & SearchRow

const USE = `SELECT u.n AS line, u.at, u.who, u.action, u.outcome, u.subject, u.detail, s.commitment, s.pseudonym
  FROM use_log u LEFT JOIN use_secret s ON s.line = u.n`
const SEARCH_COLUMNS = `search.id AS search, search.line, search.at, search.who, search.roles, search.purpose,
  search.case_number AS "case", search.release, s.pseudonym, search.policy,
  search.asked, search.shown, search.uncounted,
  CASE WHEN drawn IS NULL THEN 'not-drawn-yet' WHEN drawn = 0 THEN 'not-drawn' ELSE coalesce(r.outcome, 'open') END
    AS review`
const SEARCH_TABLES = `search LEFT JOIN use_secret s ON s.line = search.line
  LEFT JOIN search_review r ON r.search = search.id`

export function proprietyVerbs(db: Database): Verbs<Reviews> {
  const { logUse } = logVerbs(db)
  const newestLine = db.prepare<[], number>('SELECT max(n) FROM use_log').pluck()
  const usePage = filteredPage<UseRow>(
    db,
    USE,
    {
      who: 'u.who = @who',
      action: 'u.action = @action',
      outcome: 'u.outcome = @outcome',
      from: 'u.at >= @from',
      until: 'u.at < @until',
      before: 'u.n < @before',
    },
    'ORDER BY u.n DESC LIMIT @limit',
  )
  const useRow = db.prepare<[number], UseRow>(`${USE} WHERE u.n = ?`)
  const searchPage = filteredPage<SearchRow>(
    db,
    `SELECT ${SEARCH_COLUMNS} FROM ${SEARCH_TABLES}`,
    {
      who: 'search.who = @who',
      purpose: 'search.purpose = @purpose',
      case: 'search.case_number = @case',
      from: 'search.at >= @from',
      until: 'search.at < @until',
      before: 'search.id < @before',
    },
    'ORDER BY search.id DESC LIMIT @limit',
  )
  const notices = db.prepare<[{ before: string | null; limit: number }], RepeatNotice>(
    `SELECT n.search, search.at, search.who, n.uses, n.within_days AS withinDays FROM repeat_notice n
     JOIN search ON search.id = n.search WHERE (@before IS NULL OR n.search < @before)
     ORDER BY n.search DESC LIMIT @limit`,
  )
  // Lines are numbered without a gap, unless somebody let a broken log go on: so they are counted.
  const lastCovered = db
    .prepare<[number], number>('SELECT n FROM use_log ORDER BY n LIMIT 1 OFFSET ?')
    .pluck()
  const undrawn = db.prepare<[number], { id: string; line: number }>(
    'SELECT id, line FROM search WHERE drawn IS NULL AND line <= ? ORDER BY line',
  )
  const markDrawn = db.prepare<[number, string]>('UPDATE search SET drawn = ? WHERE id = ?')
  const insertReview = db.prepare(
    'INSERT INTO search_review (search, drawn_at, root, share) VALUES (@id, @at, @root, @share)',
  )
  const reviewPage = db.prepare<[{ state: string; before: string | null; limit: number }], ReviewRow>(
    `SELECT ${SEARCH_COLUMNS}, r.drawn_at AS drawnAt, r.root, r.share, r.reviewed_by AS reviewedBy,
       r.reviewed_at AS reviewedAt, r.review_line AS noteLine
     FROM ${SEARCH_TABLES} WHERE r.search IS NOT NULL AND (r.outcome IS NULL) = (@state = 'open')
     AND (@before IS NULL OR search.id < @before) ORDER BY search.id DESC LIMIT @limit`,
  )
  const drawnSearch = db.prepare<[string], { who: string; outcome: string | null }>(
    'SELECT who, outcome FROM search JOIN search_review r ON r.search = search.id WHERE search.id = ?',
  )
  const review = db.prepare(
    `UPDATE search_review SET outcome = @outcome, reviewed_at = @at, reviewed_by = @by, review_line = @line
     WHERE search = @search`,
  )

  return {
    usesLike: ({ limit, ...filters }) => usePage(filters, limit).map(lineView),
    lineAt: (line) => {
      const row = useRow.get(line)
      return row ? lineView(row) : null
    },
    searches: ({ limit, ...filters }) => searchPage(filters, limit).map(searchView),
    repeatNotices: (query) => notices.all(query),

    drawReviews: db.transaction(({ root, size, share, at }) => {
      const last = size > 0 ? (lastCovered.get(size - 1) ?? 0) : 0
      const all = undrawn.all(last)
      const drawn = all.filter(({ line }) => isDrawn(root, line, share))
      for (const { id } of all) markDrawn.run(0, id)
      for (const { id } of drawn) {
        markDrawn.run(1, id)
        insertReview.run({ id, at, root, share })
      }
      return { drawn: drawn.length, of: all.length }
    }) as Verbs<Reviews>['drawReviews'],
    searchReviews: (query) =>
      reviewPage.all(query).map(({ drawnAt, root, share, reviewedBy, reviewedAt, noteLine, ...search }) => ({
        search: searchView(search),
        drawnAt,
        root,
        share,
        reviewedBy,
        reviewedAt,
        noteLine,
      })),
    reviewSearch: db.transaction(({ search, outcome, at, by, secret }) => {
      const row = drawnSearch.get(search)
      const refused =
        row === undefined
          ? 'not-drawn'
          : row.who === by
            ? 'own-search'
            : row.outcome !== null
              ? 'reviewed-already'
              : null
      const detail = [outcome, ...(refused ? [`refused: ${refused}`] : []), secret.commitment].join(' · ')
      const done = refused ? 'failure' : 'success'
      logUse({ at, who: by, action: 'search-review', outcome: done, subject: search, detail }, secret)
      if (refused) return refused
      review.run({ search, outcome, at, by, line: newestLine.get() })
      return 'reviewed'
    }) as Verbs<Reviews>['reviewSearch'],
  }
}

const lineView = ({ commitment, pseudonym, ...use }: UseRow): UseView => ({
  ...use,
  sealed: commitment === null ? null : { pseudonym },
})

const searchView = ({ roles, shown, uncounted, ...search }: SearchRow): SearchView => ({
  ...search,
  shown: { reads: shown, whole: uncounted === 0 },
  roles: JSON.parse(roles),
})
