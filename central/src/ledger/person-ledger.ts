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
  /**
   * Signs the person out everywhere. By whoever but themselves: the password counts as given.
   * @param reason why; stands in the line of the use log. None unless given
   */
  setPassword(
    name: string,
    password: string,
    at: number,
    by: string,
    reason?: string | null,
  ): Promise<'set' | 'unknown-person'>
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
  /**
   * The account that signs in as this subject of the single sign-on. Null unlinks.
   * @param reason why; stands in the line of the use log, beside the subject. None unless given
   */
  linkSubject(
    name: string,
    subject: string | null,
    at: number,
    by: string,
    reason?: string | null,
  ): Promise<'linked' | 'taken' | 'unknown-person'>
  personOfSubject(subject: string): Promise<Person | null>
}
