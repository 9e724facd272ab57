import type { DeviceId } from '@archway/shared/id'
import type { Role } from '@archway/shared/role'
import type { AuditLedger } from './audit-ledger.ts'
import type { DisclosureLedger } from './disclosure-ledger.ts'
import type { HoldLedger } from './hold-ledger.ts'
import type { HotlistLedger } from './hotlist-ledger.ts'
import type { PolicyLedger } from './policy-ledger.ts'
import type { RetentionLedger } from './retention-ledger.ts'
import type { SecretLedger } from './secret-ledger.ts'
import type { UseLog } from './use-log.ts'

/**
 * What outlives a day: people, devices, hotlists and the record of use, in one file `ledger.db`. Promises of
 * every part: a verb is whole and atomic, and when it resolves the change survives a kill -9; a verb that
 * changes something writes its line of the use log in the same transaction, so neither is there without the
 * other; several processes may work on one ledger (the command line beside `serve`).
 */
export type Ledger = DeviceLedger &
  PeopleLedger &
  HotlistLedger &
  PolicyLedger &
  SecretLedger &
  RetentionLedger &
  HoldLedger &
  DisclosureLedger &
  UseLog &
  AuditLedger &
  LedgerFile

export interface LedgerFile {
  /**
   * Counters that grow whenever devices, hotlists or the policy change, whoever changed them. `serve` asks once a
   * second: that is how an import or a revocation by the command line reaches it.
   */
  changes(): Promise<Readonly<Record<'devices' | 'hotlists' | 'policies', number>>>
  close(): Promise<void>
}

export interface NewDevice {
  readonly id: DeviceId
  readonly kind: 'fixed' | 'vehicle'
  readonly name: string
  /** Degrees, WGS 84. Always null for a vehicle: its place is never kept. */
  readonly place: { readonly lat: number; readonly lon: number; readonly label: string } | null
}

export interface DeviceRecord extends NewDevice {
  readonly addedAt: number
  readonly revokedAt: number | null
  /** The one certificate that may connect: SHA-256 of its DER. A new enrolment replaces it. */
  readonly certificate: string | null
  readonly lastSeenAt: number | null
}

export type EnrolOutcome = 'enrolled' | 'unknown-code' | 'used' | 'expired' | 'revoked'

export interface DeviceLedger {
  devices(): Promise<DeviceRecord[]>
  addDevice(device: NewDevice, at: number, by: string): Promise<'added' | 'exists'>
  /** Opens one enrolment; an earlier code of the device that is still open ends. */
  offerEnrolment(offer: {
    readonly device: DeviceId
    /** SHA-256 of the code's secret; the secret itself is never stored. */
    readonly secretHash: string
    readonly expiresAt: number
    readonly at: number
    readonly by: string
  }): Promise<'offered' | 'unknown-device' | 'revoked'>
  /** Uses the code up and makes `certificate` the device's only one; anything but `enrolled` changes nothing. */
  enrol(attempt: {
    readonly device: DeviceId
    readonly secretHash: string
    readonly certificate: string
    readonly at: number
  }): Promise<EnrolOutcome>
  revokeDevice(
    id: DeviceId,
    at: number,
    by: string,
  ): Promise<'revoked' | 'already-revoked' | 'unknown-device'>
  /** Remembers when a unit was last heard; it is no use of data, and is not in the use log. */
  deviceSeen(id: DeviceId, at: number): Promise<void>
}

export interface Person {
  readonly name: string
  readonly displayName: string
  readonly roles: readonly Role[]
  readonly addedAt: number
  readonly lockedAt: number | null
}

/** Lockout: so many failures within such a time lock the account until an administrator releases it. */
export interface LockRule {
  readonly failures: number
  readonly withinMs: number
}

export interface SessionRecord {
  readonly person: Person
  readonly csrf: string
  readonly createdAt: number
  readonly lastUsedAt: number
}

export interface PeopleLedger {
  people(): Promise<Person[]>
  /** @param password as an argon2id string */
  addPerson(
    person: Omit<Person, 'lockedAt' | 'addedAt'>,
    password: string,
    at: number,
    by: string,
  ): Promise<'added' | 'exists'>
  /** `known` is null for a name that nobody has; such a name can be locked all the same. */
  credentials(name: string): Promise<{
    readonly lockedAt: number | null
    readonly known: { readonly person: Person; readonly password: string } | null
  }>
  /** Counts a failure of this name, whether anybody has it or not, and locks it when the rule says so. */
  loginFailed(name: string, at: number, rule: LockRule): Promise<{ readonly locked: boolean }>
  /** Forgets the account's failures and opens a session. */
  loginSucceeded(session: {
    readonly name: string
    /** SHA-256 of the cookie's token; the token itself is never stored. */
    readonly tokenHash: string
    readonly csrf: string
    readonly at: number
  }): Promise<void>
  session(tokenHash: string): Promise<SessionRecord | null>
  sessionUsed(tokenHash: string, at: number): Promise<void>
  endSession(tokenHash: string, at: number): Promise<void>
  /**
   * Forgets sessions created before `createdBefore` or unused since `usedBefore`, failures before
   * `failedBefore`, and locks before `createdBefore` of names that nobody has.
   */
  sweepLogins(before: {
    readonly createdBefore: number
    readonly usedBefore: number
    readonly failedBefore: number
  }): Promise<void>
  unlockPerson(name: string, at: number, by: string): Promise<'unlocked' | 'unknown-person'>
}
