import type { CaseView } from '@archway/shared/api/search'
import type { CaseNumber, Purpose } from '@archway/shared/purpose'

/** Cases that searches are for. A case has one purpose; none is ever removed. */
export interface CaseLedger {
  openCase(opening: {
    readonly number: CaseNumber
    readonly purpose: Purpose
    readonly owner: string
    readonly at: number
    readonly by: string
  }): Promise<'opened' | 'exists'>
  closeCase(number: CaseNumber, at: number, by: string): Promise<'closed' | 'already-closed' | 'unknown-case'>
  caseOf(number: CaseNumber): Promise<CaseView | null>
  /** By number, from the highest; strictly below `before`. */
  cases(query: {
    readonly state: 'open' | 'closed' | null
    readonly before: CaseNumber | null
    readonly limit: number
  }): Promise<CaseView[]>
}
