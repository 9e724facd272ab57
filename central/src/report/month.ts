import type { Month } from '@archway/shared/api/report'
import type { Span } from '../ledger/report-ledger.ts'

/** From the first midnight of the month to that of the next, UTC. */
export function spanOf(month: Month): Span {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { from: Date.UTC(year, number - 1, 1), until: Date.UTC(year, number, 1) }
}

/** `October 2026` */
export const monthName = (month: Month): string =>
  new Date(spanOf(month).from).toLocaleDateString('en-US', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
