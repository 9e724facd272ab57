import { NEEDS_RELEASE } from '@archway/shared/api/search'
import type { SearchRefusal } from '../ledger/search-ledger.ts'

/** A search that is not done, and what the person can do. `status` is that of HTTP. */
export class SearchRefused extends Error {
  override readonly name = 'SearchRefused'
  readonly status: number
  readonly type: string | undefined
  constructor(status: number, detail: string, type?: string) {
    super(detail)
    this.status = status
    this.type = type
  }
}

const ANSWERS: Record<SearchRefusal, [number, string, string?]> = {
  'unknown-case': [422, 'There is no such case; open it first.'],
  'other-purpose': [422, 'The case was opened for another purpose.'],
  'case-closed': [409, 'The case is closed; only an open case is searched for.'],
  'needs-release': [403, 'This is broad: a supervisor must release it first.', NEEDS_RELEASE],
  'not-released': [403, 'There is no release of yours for this, or it is used or over.'],
  'unknown-search': [404, 'You have no such search.'],
  'search-over': [409, 'This search is over; begin another one.'],
  'too-many-results': [
    403,
    'That many results need a supervisor; narrow the search, or ask for a release.',
    NEEDS_RELEASE,
  ],
}

export const refusalOf = (refused: SearchRefusal): SearchRefused => new SearchRefused(...ANSWERS[refused])
