import type { ReviewView } from '@archway/shared/api/review'
import type { z } from 'zod'
import { timeText } from '../search/words.ts'
import { SearchFacts } from './search-facts.tsx'
import { REVIEW_OUTCOMES } from './words.ts'

/** A search that somebody has reviewed: the outcome, and what they found. */
export function ReviewedSearch({ one }: { one: z.infer<typeof ReviewView> }) {
  const { search, reviewedBy, reviewedAt, note } = one
  return (
    <li className="panel" data-reviewed={search.search}>
      <div className="side-heading">
        <h3>
          {search.who}, case {search.case}
        </h3>
        {search.review in REVIEW_OUTCOMES && (
          <span className="side-state" data-tone={search.review === 'proper' ? 'good' : 'warn'}>
            {REVIEW_OUTCOMES[search.review as keyof typeof REVIEW_OUTCOMES]}
          </span>
        )}
      </div>
      <SearchFacts search={search} />
      {reviewedAt !== null && (
        <p>
          Reviewed by {reviewedBy}, {timeText(reviewedAt)}:{' '}
          {note === null ? 'its note is erased.' : `“${note}”`}
        </p>
      )}
    </li>
  )
}
