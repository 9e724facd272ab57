import type { Month } from '@archway/shared/api/report'
import type { Span } from '../ledger/report-ledger.ts'

/** From the first midnight of the month to that of the next, UTC. */
export function spanOf(month: Month): Span {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { from: Date.UTC(year, number - 1, 1), until: Date.UTC(year, number, 1) }
}

/** The month of `at` and up to eleven before it, newest first; none before `since`. */
export function monthsBack(since: number, at: number): Month[] {
  const now = new Date(at)
  return Array.from({ length: 12 }, (_, n) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n + 1, 0))
    .filter((end) => end + 86_400_000 > since)
    .map((end) => new Date(end).toISOString().slice(0, 7))
}

/** `October 2026` */
export const monthName = (month: Month): string =>
  new Date(spanOf(month).from).toLocaleDateString('en-US', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
