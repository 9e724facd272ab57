import type { Checkpoint } from '../audit/checkpoint.ts'
import { monthAt } from '../audit/month-keys.ts'
import type { ProprietyLedger } from '../ledger/propriety-ledger.ts'
import { createSearchDesk, type SearchDesk, type SearchMeans } from './search-desk.ts'

const DAY_MS = 86_400_000

export interface SearchRoom {
  readonly searchDesk: SearchDesk
  /** Chance draws searches for review, by a checkpoint that was just signed. */
  draw(
    checkpoint: Pick<Checkpoint, 'root' | 'size'>,
  ): Promise<{ readonly drawn: number; readonly of: number }>
  /** Erases what the policy lets nobody open any more. @returns how many sealed texts */
  eraseOld(): Promise<number>
}

export function openSearch(means: SearchMeans & { readonly ledger: ProprietyLedger }): SearchRoom {
  const { ledger, policyBook, secrets, now } = means
  return {
    searchDesk: createSearchDesk(means),
    draw: ({ root, size }) =>
      ledger.drawReviews({ root, size, share: policyBook.current().policy.search.reviewShare, at: now() }),
    eraseOld() {
      const before = now() - policyBook.current().policy.audit.keepDays * DAY_MS
      // The keys first: from there on nothing opens, also if the rows outlive a kill until the next time.
      secrets.eraseBefore(before)
      return ledger.eraseSecrets(monthAt(before), now(), 'retention')
    },
  }
}
