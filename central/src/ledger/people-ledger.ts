import type { Role } from '@archway/shared/role'

/** Everybody here is of the department: there is no field for another employer, and no account without a person. */
export interface Person {
  readonly name: string
  readonly displayName: string
  /** The department's serial number; no two accounts have the same. Null only in ledgers of before it was asked. */
  readonly badge: string | null
  /** What was granted and has not ended. */
  readonly roles: readonly Role[]
  readonly addedAt: number
  readonly lockedAt: number | null
  readonly disabledAt: number | null
  readonly lastLoginAt: number | null
  /** Somebody else gave them their password; the next login with it asks for one of their own. */
  readonly passwordGiven: boolean
}

interface NewPerson {
  readonly name: string
  readonly displayName: string
  readonly roles: readonly Role[]
  readonly badge?: string | null
}

/** One person as they stood at some time. */
export interface RosterLine {
  readonly name: string
  readonly displayName: string
  readonly badge: string | null
  readonly roles: readonly Role[]
  readonly disabled: boolean
}

type GrantOutcome = 'granted' | 'held' | 'unknown-person' | 'disabled' | 'self'

/** Who there is and what they may do, as dated rows (promise 24). */
export interface PersonLedger {
  people(): Promise<Person[]>
  /** @param password as an argon2id string; it counts as given */
  addPerson(
    person: NewPerson,
    password: string,
    at: number,
    by: string,
  ): Promise<'added' | 'exists' | 'badge-taken'>
  /** Signs the person out everywhere. By whoever but themselves: the password counts as given. */
  setPassword(name: string, password: string, at: number, by: string): Promise<'set' | 'unknown-person'>
  /** Nobody grants anything to themselves. */
  grantRole(name: string, role: Role, at: number, by: string): Promise<GrantOutcome>
  revokeRole(
    name: string,
    role: Role,
    at: number,
    by: string,
  ): Promise<'revoked' | 'not-held' | 'unknown-person'>
  /** In one act: grants end, sessions end, passkeys and codes are void, no login succeeds any more. */
  disablePerson(
    name: string,
    reason: string,
    at: number,
    by: string,
  ): Promise<'disabled' | 'already-disabled' | 'unknown-person'>
  /** The account can sign in again, with a new second factor and without any role. */
  enablePerson(name: string, at: number, by: string): Promise<'enabled' | 'not-disabled' | 'unknown-person'>
  /** Disables whoever was added, enabled and last signed in before `before`. @returns their names */
  disableUnused(before: number, at: number): Promise<string[]>
  /** Everybody who had been added by then, as they stood then. */
  roster(at: number): Promise<RosterLine[]>
  /** The account that signs in as this subject of the single sign-on. Null unlinks. */
  linkSubject(
    name: string,
    subject: string | null,
    at: number,
    by: string,
  ): Promise<'linked' | 'taken' | 'unknown-person'>
  personOfSubject(subject: string): Promise<Person | null>
}

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

export interface PasskeyRecord {
  /** The credential's id, base64url. */
  readonly id: string
  /** COSE key, base64url. */
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly label: string
  readonly addedAt: number
  readonly lastUsedAt: number | null
}

/** Second factors. A code's time step and a passkey's counter only grow: what was used is not used again. */
export interface FactorLedger {
  factors(name: string): Promise<{
    readonly totp: { readonly secret: string; readonly lastStep: number } | null
    readonly passkeys: readonly PasskeyRecord[]
  }>
  /** @param secret sealed. `enrolled-already`: only an administrator's reset makes room for another. */
  enrolTotp(name: string, secret: string, step: number, at: number): Promise<'enrolled' | 'enrolled-already'>
  /** False: this step, or a later one, was used before. */
  takeTotpStep(name: string, step: number): Promise<boolean>
  addPasskey(
    name: string,
    passkey: Omit<PasskeyRecord, 'addedAt' | 'lastUsedAt'>,
    at: number,
  ): Promise<'added' | 'exists'>
  removePasskey(name: string, id: string, at: number): Promise<'removed' | 'unknown-passkey'>
  /** False: the counter went back, so the key may have been copied. */
  takePasskey(id: string, counter: number, at: number): Promise<boolean>
  /** Voids every second factor and ends the sessions; the next login enrols anew. */
  resetFactors(name: string, at: number, by: string): Promise<'reset' | 'unknown-person'>
}

export interface Training {
  readonly person: string
  readonly course: string
  readonly trainer: string
  readonly takenAt: number
  readonly recordedAt: number
  readonly recordedBy: string
}

export interface Receipt {
  readonly person: string
  /** Of the order, and its version: the receipt counts for exactly this. */
  readonly number: string
  readonly version: string
  readonly sha256: string | null
  readonly signature: string
  readonly signedAt: number
  readonly recordedBy: string
}

/** How an account stands: what its person has for a login, and when the last one was. */
export interface Standing extends Person {
  /** When each training on record was taken, the oldest first. */
  readonly trainedAt: readonly number[]
  readonly receipts: readonly Pick<Receipt, 'number' | 'version' | 'sha256'>[]
  /** Whether an authenticator app is enrolled. */
  readonly hasCode: boolean
  /** How many passkeys are. */
  readonly passkeys: number
}

/** A role that was granted; `until` is null while it is held. */
export interface Grant {
  readonly role: Role
  readonly since: number
  readonly by: string
  readonly until: number | null
  readonly endedBy: string | null
}

/** A time during which the account was disabled; `until` is null while it is. */
export interface Disabling {
  readonly since: number
  readonly by: string
  readonly reason: string
  readonly until: number | null
  readonly enabledBy: string | null
}

/** Accounts as they stand and stood, for whoever keeps or reviews them. */
export interface StandingLedger {
  /** Everybody, by name. */
  standings(): Promise<Standing[]>
  standing(name: string): Promise<Standing | null>
  /** Oldest first. */
  grants(name: string): Promise<Grant[]>
  disablings(name: string): Promise<Disabling[]>
}

/** What a login asks for beside the factors (promises 19–21). Records are only added, so they outlast any term. */
export interface ClearanceLedger {
  /** Nobody trains themselves. */
  recordTraining(
    training: Omit<Training, 'recordedAt' | 'recordedBy'>,
    at: number,
    by: string,
  ): Promise<'recorded' | 'unknown-person' | 'self-trained'>
  trainings(name: string): Promise<Training[]>
  signReceipt(
    receipt: Omit<Receipt, 'signedAt' | 'recordedBy'>,
    at: number,
    by: string,
  ): Promise<'signed' | 'unknown-person'>
  receipts(name: string): Promise<Receipt[]>
}

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

export type PeopleLedger = PersonLedger &
  LoginLedger &
  FactorLedger &
  ClearanceLedger &
  StandingLedger &
  ReviewLedger
