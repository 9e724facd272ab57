import type { Uuid7 } from '@archway/shared/id'
import type { SearchLedger, ShownPage } from '../ledger/search-ledger.ts'

/** How many Reads each page of a search showed, on its way into the ledger. */
export interface ShownCounts {
  /** Never waits: the answer leaves without it. */
  note(search: Uuid7, reads: number): void
  /** Writes what was noted. When it rejects, nothing was written, and all of it is written the next time. */
  write(): Promise<void>
}

export function createShownCounts(ledger: Pick<SearchLedger, 'countShown'>): ShownCounts {
  let noted: ShownPage[] = []
  return {
    note(search, reads) {
      noted.push({ search, reads })
    },
    async write() {
      if (noted.length === 0) return
      const pages = noted
      noted = []
      try {
        await ledger.countShown(pages)
      } catch (error) {
        noted = [...pages, ...noted]
        throw error
      }
    },
  }
}
