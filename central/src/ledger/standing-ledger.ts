import type { Role } from '@archway/shared/role'
import type { Receipt } from './clearance-ledger.ts'
import type { Person } from './person-ledger.ts'

/** How an account stands: what its person has for a login, and when the last one was. */
export interface Standing extends Person {
  /** When each training on record was taken, the oldest first. */
  readonly trainedAt: readonly number[]
  readonly receipts: readonly Pick<Receipt, 'number' | 'version' | 'sha256'>[]
  /** Whether an authenticator app is enrolled. */
  readonly hasCode: boolean
  /** How many passkeys are. */
  readonly passkeys: number
  /** What the account is linked to, with its provider (`people/sso.ts`); null: nothing. */
  readonly ssoSubject: string | null
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
