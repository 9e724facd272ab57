import type { Policy } from '@archway/shared/policy'
import type { ReviewLedger } from '../ledger/access-review-ledger.ts'
import type { PersonLedger } from '../ledger/person-ledger.ts'

const DAY_MS = 86_400_000

export interface ReviewState {
  /** When the next review of everybody's access must be finished; null: there is nobody yet. */
  readonly dueAt: number | null
  readonly overdue: boolean
}

/** The first review is due a term after the first account, every other a term after the one before it. */
export async function accessReviewState(
  ledger: Pick<ReviewLedger & PersonLedger, 'accessReviews' | 'people'>,
  { login }: Pick<Policy, 'login'>,
  nowMs: number,
): Promise<ReviewState> {
  const [reviews, people] = await Promise.all([ledger.accessReviews(), ledger.people()])
  const finished = reviews.flatMap(({ closedAt }) => closedAt ?? [])
  const from = finished.length > 0 ? Math.max(...finished) : Math.min(...people.map(({ addedAt }) => addedAt))
  if (!Number.isFinite(from)) return { dueAt: null, overdue: false }
  const dueAt = from + login.reviewDays * DAY_MS
  return { dueAt, overdue: nowMs > dueAt }
}
