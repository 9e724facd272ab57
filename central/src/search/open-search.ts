import type { Checkpoint } from '../audit/checkpoint.ts'
import { monthAt } from '../audit/month-keys.ts'
import type { ProprietyLedger } from '../ledger/propriety-ledger.ts'
import type { SearchLedger } from '../ledger/search-ledger.ts'
import { createSearchDesk, type SearchDesk, type SearchMeans } from './search-desk.ts'
import { createShownCounts } from './shown-counts.ts'

const DAY_MS = 86_400_000

export interface SearchRoom {
  readonly searchDesk: SearchDesk
  /** Chance draws searches for review, by a checkpoint that was just signed. */
  draw(
    checkpoint: Pick<Checkpoint, 'root' | 'size'>,
  ): Promise<{ readonly drawn: number; readonly of: number }>
  /** Writes how much the last searches showed. To be called every second or so, and before the ledger closes. */
  writeCounts(): Promise<void>
  /** Erases what the policy lets nobody open any more. @returns how many sealed texts */
  eraseOld(): Promise<number>
}

export function openSearch(
  means: Omit<SearchMeans, 'shown'> & { readonly ledger: ProprietyLedger & SearchLedger },
): SearchRoom {
  const { ledger, policyBook, secrets, now } = means
  const shown = createShownCounts(ledger)
  return {
    searchDesk: createSearchDesk({ ...means, shown }),
    draw: ({ root, size }) =>
      ledger.drawReviews({ root, size, share: policyBook.current().policy.search.reviewShare, at: now() }),
    writeCounts: shown.write,
    eraseOld() {
      const before = now() - policyBook.current().policy.audit.keepDays * DAY_MS
      // The keys first: from there on nothing opens, also if the rows outlive a kill until the next time.
      secrets.eraseBefore(before)
      return ledger.eraseSecrets(monthAt(before), now(), 'retention')
    },
  }
}
