import type { Uuid7 } from '@archway/shared/id'
import type { SealedSecret } from '../audit/secrets.ts'

/** Somebody outside the department asked for records: kept whether or not anything was given. */
export interface OutsideRequest {
  readonly id: Uuid7
  readonly receivedAt: number
  readonly recordedBy: string
  readonly recordedAt: number
  readonly agency: string
  readonly requester: string
  /** What was asked for, in words. */
  readonly asked: string
  readonly refusedBy: string | null
  readonly refusedAt: number | null
  readonly refusedBecause: string | null
}

/** The two grounds that the plan knows. */
export type LegalBasis = 'special-order' | 'chief-authorisation'

interface NewDisclosure {
  readonly id: Uuid7
  readonly request: Uuid7
  readonly basis: LegalBasis
  /** Which order, or which letter of the Chief, by number and date. */
  readonly reference: string
  readonly purpose: string
  readonly reads: readonly Uuid7[]
  readonly at: number
  readonly by: string
}

export interface DisclosureExport {
  readonly at: number
  readonly by: string
  readonly manifestSha256: string
  readonly zipSha256: string
  readonly images: number
  readonly reads: number
}

export interface DisclosureRecord extends Omit<NewDisclosure, 'at' | 'by'> {
  readonly agency: string
  readonly requester: string
  readonly proposedBy: string
  readonly proposedAt: number
  readonly state: 'proposed' | 'approved' | 'refused'
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  /** The line that the decider's note is sealed with; null: they left none. */
  readonly decidedLine: number | null
  readonly exports: readonly DisclosureExport[]
}

type Refusal = 'unknown-disclosure' | 'same-person' | 'wrong-state'

/** Two persons, whoever calls: the table itself refuses a disclosure that one person proposed and approved. */
export interface DisclosureLedger {
  recordRequest(request: Omit<OutsideRequest, 'refusedBy' | 'refusedAt' | 'refusedBecause'>): Promise<void>
  refuseRequest(
    id: Uuid7,
    because: string,
    at: number,
    by: string,
  ): Promise<'refused' | 'unknown-request' | 'wrong-state'>
  request(id: Uuid7): Promise<OutsideRequest | null>
  /** Newest first, those before `before`. */
  requests(before: Uuid7 | null, limit: number): Promise<OutsideRequest[]>
  proposeDisclosure(disclosure: NewDisclosure): Promise<'proposed' | 'unknown-request' | 'wrong-state'>
  /** @param note what the decider said, sealed */
  decideDisclosure(
    id: Uuid7,
    approve: boolean,
    at: number,
    by: string,
    note?: SealedSecret | null,
  ): Promise<'approved' | 'refused' | Refusal>
  /** Before the export leaves: only of one that is approved. */
  disclosureExported(
    id: Uuid7,
    exported: DisclosureExport & { readonly manifest: string },
  ): Promise<'exported' | Refusal>
  disclosure(id: Uuid7): Promise<DisclosureRecord | null>
  disclosures(before: Uuid7 | null, limit: number): Promise<DisclosureRecord[]>
}
