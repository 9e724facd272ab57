import type { Role } from '@archway/shared/role'

export interface ReviewItem {
  readonly person: string
  readonly roles: readonly Role[]
  readonly decision: 'keep' | 'revoke' | null
  readonly decidedBy: string | null
  readonly decidedAt: number | null
}

export interface AccessReview {
  readonly n: number
  readonly openedAt: number
  readonly openedBy: string
  /** When the last of the list was decided. */
  readonly closedAt: number | null
  readonly items: readonly ReviewItem[]
}

/** The yearly look at everybody's access. */
export interface ReviewLedger {
  /** Lists everybody who holds a role now. */
  openReview(at: number, by: string): Promise<{ readonly n: number } | 'open-already'>
  /** `revoke` ends every role of the person. Nobody decides on themselves. */
  decideReview(
    n: number,
    person: string,
    decision: 'keep' | 'revoke',
    at: number,
    by: string,
  ): Promise<'done' | 'unknown-item' | 'decided-already' | 'self'>
  /** Newest first. */
  accessReviews(): Promise<AccessReview[]>
}
