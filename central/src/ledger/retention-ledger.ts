import type { Day } from '@archway/shared/id'
import type { PurgeExtent } from '../vault/vault.ts'

/** A purge that was begun, and is finished when its certificate stands. */
export interface OpenPurge {
  readonly day: Day
  readonly extent: PurgeExtent
  readonly begunAt: number
  /** JSON of what only could be known before: see `central/src/retention/purge.ts`. */
  readonly facts: string
  /** Ciphertext that the key opened before; null: there was no key. */
  readonly sample: Uint8Array | null
  /** When key and rows were gone and the use log said so; null: not yet. */
  readonly doneAt: number | null
}

export interface KeptCertificate {
  readonly n: number
  readonly day: Day
  readonly extent: PurgeExtent
  readonly at: number
  /** As it is handed out: one line of JSON with its signature. */
  readonly signed: string
}

export interface RetentionClock {
  /** The latest time that was ever taken for right: what is purged is purged by this one. */
  readonly latest: number
  /** A clock so far ahead that a person must say whether it is right; null: none. */
  readonly doubted: number | null
}

export interface RetentionLedger {
  /** Also after a kill: the record that is there stays as it is, because what it says cannot be learned again. */
  beginPurge(purge: Omit<OpenPurge, 'doneAt'>): Promise<OpenPurge>
  openPurges(): Promise<OpenPurge[]>
  /** Once: says in the use log that it is gone. */
  purgeDone(day: Day, extent: PurgeExtent, at: number, detail: string): Promise<void>
  /** Keeps the certificate and forgets the open purge with its sample. */
  certify(certificate: Omit<KeptCertificate, 'n'>, digest: string): Promise<void>
  /** Keeps a certificate that was made before this ledger was restored; one that is there stays once. */
  rememberCertificate(certificate: Omit<KeptCertificate, 'n'>): Promise<void>
  /** Those after `after`, oldest first. */
  certificates(after: number, limit: number): Promise<KeptCertificate[]>
  certificatesOf(day: Day): Promise<KeptCertificate[]>
  /**
   * Takes what the clock says. It never goes back; and where it is ahead of the latest by more than `mostAhead` (ms),
   * it is kept as doubted, and the latest stays.
   */
  seeClock(now: number, mostAhead: number): Promise<RetentionClock>
  clock(): Promise<RetentionClock | null>
  /** A person says that the clock is right. */
  confirmClock(now: number, by: string): Promise<void>
}
