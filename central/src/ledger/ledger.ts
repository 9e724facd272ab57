import type { DeviceId } from '@archway/shared/id'
import type { AlertLedger } from './alert-ledger.ts'
import type { AuditLedger } from './audit-ledger.ts'
import type { CaseLedger } from './case-ledger.ts'
import type { ComplaintLedger } from './complaint-ledger.ts'
import type { DeploymentLedger } from './deployment-ledger.ts'
import type { DisclosureLedger } from './disclosure-ledger.ts'
import type { EntryLedger } from './entry-ledger.ts'
import type { HoldLedger } from './hold-ledger.ts'
import type { HotlistLedger } from './hotlist-ledger.ts'
import type { PeopleLedger } from './people-ledger.ts'
import type { PolicyLedger } from './policy-ledger.ts'
import type { ProprietyLedger } from './propriety-ledger.ts'
import type { ReportLedger } from './report-ledger.ts'
import type { RetentionLedger } from './retention-ledger.ts'
import type { SearchLedger } from './search-ledger.ts'
import type { SecretLedger } from './secret-ledger.ts'
import type { TallyLedger } from './tally-ledger.ts'
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
  EntryLedger &
  PolicyLedger &
  SecretLedger &
  CaseLedger &
  SearchLedger &
  ProprietyLedger &
  RetentionLedger &
  HoldLedger &
  DisclosureLedger &
  TallyLedger &
  DeploymentLedger &
  ComplaintLedger &
  ReportLedger &
  AlertLedger &
  UseLog &
  AuditLedger &
  LedgerFile

export interface LedgerFile {
  /**
   * Counters that grow whenever devices, hotlists, entries made by hand, recalls or the policy change, whoever changed them. `serve` asks once a
   * second: that is how an import or a revocation by the command line reaches it.
   */
  changes(): Promise<Readonly<Record<'devices' | 'hotlists' | 'entries' | 'policies', number>>>
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
