import type {
  FlagOutcome,
  FlagView,
  RepeatNotice,
  ReviewOutcome,
  SearchListQuery,
  SearchView,
  UseQuery,
  UseView,
} from '@archway/shared/api/review'
import type { Uuid7 } from '@archway/shared/id'
import type { SealedSecret } from '../audit/secrets.ts'

export interface KeptReview {
  readonly search: SearchView
  readonly drawnAt: number
  readonly root: string
  readonly share: number
  readonly reviewedBy: string | null
  readonly reviewedAt: number | null
  /** The line that the reviewer's note is sealed with. */
  readonly noteLine: number | null
}

export interface KeptFlag extends Omit<FlagView, 'reason' | 'note' | 'answers'> {
  readonly answers: readonly { readonly at: number; readonly by: string; readonly line: number }[]
  readonly reasonLine: number
  readonly noteLine: number | null
}

/** Figures that show whether the promises about use hold at this moment. */
export interface UseEvidence {
  readonly searches: number
  /** Searches whose case has another purpose (promise 10): none, ever. */
  readonly ofAnotherPurpose: number
  /** Searches begun after their case was closed, without a release (promise 11): none, ever. */
  readonly afterClosing: number
  /** Searches without a line of the use log (promise 23): none, ever. */
  readonly unlogged: number
  readonly releases: Readonly<Record<'requested' | 'released' | 'refused' | 'used', number>>
  /** Decided by whoever asked (promise 12): none, ever. */
  readonly decidedByAsker: number
  /** Searches whose query an auditor can still open. */
  readonly sealed: number
  /** Searches that no checkpoint has drawn for yet, begun before the time that was asked with (promise 27). */
  readonly undrawn: number
  readonly reviews: Readonly<Record<'open' | 'proper' | 'improper' | 'unclear', number>>
  readonly notices: number
  readonly flags: Readonly<Record<'flagged' | 'under-review' | 'decided', number>>
}

/** What sees to it that use stays proper: reading the log, drawing and reviewing searches, flags. */
export interface ProprietyLedger {
  /** @param drawnSince searches begun before this must have been drawn for */
  evidenceOfUse(drawnSince: number): Promise<UseEvidence>
  /** Lines of the use log, newest first. */
  usesLike(query: UseQuery): Promise<UseView[]>
  lineAt(line: number): Promise<UseView | null>
  /** Newest first. */
  searches(query: SearchListQuery): Promise<SearchView[]>
  repeatNotices(query: { readonly before: Uuid7 | null; readonly limit: number }): Promise<RepeatNotice[]>
  /**
   * Draws among the searches that a checkpoint is the first to cover; each is drawn for, once.
   * @returns how many were drawn, of how many
   */
  drawReviews(by: {
    readonly root: string
    readonly size: number
    readonly share: number
    readonly at: number
  }): Promise<{ readonly drawn: number; readonly of: number }>
  /** Newest first. */
  searchReviews(query: {
    readonly state: 'open' | 'done'
    readonly before: Uuid7 | null
    readonly limit: number
  }): Promise<KeptReview[]>
  /** By another person than the one who searched. */
  reviewSearch(review: {
    readonly search: Uuid7
    readonly outcome: ReviewOutcome
    readonly at: number
    readonly by: string
    readonly secret: SealedSecret
  }): Promise<'reviewed' | 'not-drawn' | 'own-search' | 'reviewed-already'>
  /** Nobody decides what they flagged themselves or did themselves. */
  flagUse(flag: {
    readonly line: number
    readonly at: number
    readonly by: string
    readonly secret: SealedSecret
  }): Promise<{ readonly flag: number } | 'unknown-line'>
  /** By somebody else than whose use it is, before it is decided; as often as there is something to say. */
  answerFlag(answer: {
    readonly flag: number
    readonly at: number
    readonly by: string
    readonly secret: SealedSecret
  }): Promise<'answered' | 'unknown-flag' | 'decided-already' | 'own-use'>
  takeFlag(
    flag: number,
    at: number,
    by: string,
  ): Promise<'taken' | 'unknown-flag' | 'taken-already' | 'own-use'>
  decideFlag(decision: {
    readonly flag: number
    readonly at: number
    readonly by: string
    readonly outcome: FlagOutcome
    readonly reference: string | null
    readonly secret: SealedSecret
  }): Promise<'decided' | 'unknown-flag' | 'not-under-review' | 'same-person' | 'own-use'>
  flag(n: number): Promise<KeptFlag | null>
  /** Newest first. */
  flags(query: {
    readonly state: FlagView['state'] | null
    readonly before: number | null
    readonly limit: number
  }): Promise<KeptFlag[]>
}
