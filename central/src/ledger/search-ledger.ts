import type { Ground, ReleaseView } from '@archway/shared/api/search'
import type { Uuid7 } from '@archway/shared/id'
import type { CaseNumber, Purpose } from '@archway/shared/purpose'
import type { Role } from '@archway/shared/role'
import type { SealedSecret } from '../audit/secrets.ts'

export interface SearchStart {
  readonly id: Uuid7
  readonly at: number
  readonly who: string
  readonly roles: readonly Role[]
  readonly purpose: Purpose
  readonly case: CaseNumber
  /** The order, sealed. */
  readonly secret: SealedSecret
  /** What a supervisor must have released; empty: nothing. */
  readonly grounds: readonly Ground[]
  readonly release: Uuid7 | null
  /** Policy: whether a release lets a closed case be searched for. */
  readonly mayReleaseClosed: boolean
  /** A release is good for so long. */
  readonly releasedSince: number
  /** Policy: so many searches of the same plate since then raise a notice. */
  readonly repeat: { readonly uses: number; readonly withinDays: number; readonly since: number }
  /** The pseudonyms that the plate had in that time. */
  readonly pseudonyms: readonly string[]
  readonly policy: string
  /** Results asked for. */
  readonly limit: number
}

export type SearchRefusal =
  | 'unknown-case'
  | 'other-purpose'
  | 'case-closed'
  | 'needs-release'
  | 'not-released'
  | 'unknown-search'
  | 'search-over'
  | 'too-many-results'

/** One page of a search that left. */
export interface ShownPage {
  readonly search: Uuid7
  readonly reads: number
}

export interface KeptRelease extends Omit<ReleaseView, 'order' | 'reason'> {
  /** The lines whose secrets are the order with its reason, and the decision's reason. */
  readonly askedLine: number
  readonly decidedLine: number | null
}

/** Searches as uses: who searched for which case. What was searched for is sealed. */
export interface SearchLedger {
  /**
   * Begins a search, or refuses it; both are in the use log, in the same transaction. A release is used up.
   * `repeated`: how often this person has searched this plate, when that is often enough for a notice.
   */
  beginSearch(
    start: SearchStart,
  ): Promise<
    { readonly refused: SearchRefusal } | { readonly refused: null; readonly repeated: number | null }
  >
  /** Lets a search of one's own go on to its next page; the line of the use log that its order is sealed with. */
  continueSearch(turn: {
    readonly id: Uuid7
    readonly at: number
    readonly who: string
    readonly limit: number
    /** Policy: results beyond this need a release. */
    readonly most: number
    /** An older one is over. */
    readonly begunSince: number
  }): Promise<{ readonly refused: SearchRefusal } | { readonly refused: null; readonly line: number }>
  /** Counts what pages that were begun have shown, each once. */
  countShown(pages: readonly ShownPage[]): Promise<void>
  /** The order and the reason are sealed in `secret`. */
  askRelease(asking: {
    readonly id: Uuid7
    readonly at: number
    readonly by: string
    readonly purpose: Purpose
    readonly case: CaseNumber
    readonly grounds: readonly Ground[]
    readonly secret: SealedSecret
  }): Promise<'asked' | 'unknown-case' | 'other-purpose'>
  /** By another person than the one who asked. */
  decideRelease(decision: {
    readonly id: Uuid7
    readonly at: number
    readonly by: string
    readonly outcome: 'released' | 'refused'
    readonly secret: SealedSecret
  }): Promise<'decided' | 'unknown-release' | 'same-person' | 'decided-already'>
  release(id: Uuid7): Promise<KeptRelease | null>
  /** Newest first; of everybody, or what one person asked for. */
  releases(query: {
    readonly state: ReleaseView['state'] | null
    readonly askedBy: string | null
    readonly before: Uuid7 | null
    readonly limit: number
  }): Promise<KeptRelease[]>
}
