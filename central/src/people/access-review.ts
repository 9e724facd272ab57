import type { ReviewLedger } from '../ledger/people-ledger.ts'

const DAY_MS = 86_400_000

export interface ReviewState {
  /** When the next review of everybody's access must be finished; null: none was finished yet. */
  readonly dueAt: number | null
  readonly overdue: boolean
}

/**
 * @param startedAt when there were accounts to review for the first time: the first review is due a term after it
 */
export async function reviewState(
  ledger: Pick<ReviewLedger, 'accessReviews'>,
  { reviewDays, startedAt, now }: { reviewDays: number; startedAt: number | null; now: number },
): Promise<ReviewState> {
  const finished = (await ledger.accessReviews()).flatMap(({ closedAt }) => closedAt ?? [])
  const from = finished.length > 0 ? Math.max(...finished) : startedAt
  if (from === null) return { dueAt: null, overdue: false }
  const dueAt = from + reviewDays * DAY_MS
  return { dueAt, overdue: now > dueAt }
}
