import type { Person } from './person-ledger.ts'

/** Lockout: so many failures within such a time lock the account until an administrator releases it. */
export interface LockRule {
  readonly failures: number
  readonly withinMs: number
}

/** From where a session is used. */
export interface SessionPlace {
  readonly address: string
  /** SHA-256 of what the browser says it is. */
  readonly agent: string
}

export interface SessionRecord extends SessionPlace {
  readonly person: Person
  readonly csrf: string
  readonly createdAt: number
  readonly lastUsedAt: number
  /** When the person last proved who they are. */
  readonly freshAt: number
}

export interface AccessNotice {
  readonly n: number
  readonly at: number
  readonly person: string
  readonly detail: string
  readonly seenBy: string | null
  readonly seenAt: number | null
}

export interface LoginLedger {
  /** `known` is null for a name that nobody has; such a name can be locked all the same. */
  credentials(name: string): Promise<{
    readonly lockedAt: number | null
    readonly known: { readonly person: Person; readonly password: string } | null
  }>
  /** Counts a failure of this name, whether anybody has it or not, and locks it when the rule says so. */
  loginFailed(
    name: string,
    at: number,
    rule: LockRule,
    detail?: string | null,
  ): Promise<{ readonly locked: boolean }>
  /**
   * Forgets the account's failures and opens a session. Another session of the same person that is used
   * elsewhere raises a notice (promise 22), and is told.
   */
  loginSucceeded(session: {
    readonly name: string
    /** SHA-256 of the cookie's token; the token itself is never stored. */
    readonly tokenHash: string
    readonly csrf: string
    readonly at: number
    readonly place: SessionPlace
    /** Which second factor, for the use log. */
    readonly factor: string
    /** Sessions used before this are dead, and elsewhere no more. */
    readonly usedSince: number
  }): Promise<{ readonly elsewhere: SessionPlace | null }>
  session(tokenHash: string): Promise<SessionRecord | null>
  sessionUsed(tokenHash: string, at: number): Promise<void>
  /** The session is used from another address: that is kept, and a notice raised. */
  sessionMoved(tokenHash: string, address: string, at: number): Promise<void>
  /** The person proved anew who they are. */
  sessionFreshened(tokenHash: string, at: number): Promise<void>
  /** @param why null: the person's own wish */
  endSession(tokenHash: string, at: number, why?: string | null): Promise<void>
  /**
   * Forgets sessions created before `createdBefore` or unused since `usedBefore` (of officers only, in cars,
   * by the first alone), failures before `failedBefore`, and locks before `createdBefore` of names that
   * nobody has.
   */
  sweepLogins(before: {
    readonly createdBefore: number
    readonly usedBefore: number
    readonly failedBefore: number
  }): Promise<void>
  unlockPerson(name: string, at: number, by: string): Promise<'unlocked' | 'unknown-person'>
  /** Newest first. */
  accessNotices(limit: number): Promise<AccessNotice[]>
  noticeSeen(n: number, at: number, by: string): Promise<'seen' | 'unknown-notice'>
}
