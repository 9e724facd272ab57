import type { EntryId } from '@archway/shared/hotlist'
import type { Purpose } from '@archway/shared/purpose'
import type { SealedSecret } from '../audit/secrets.ts'
import type { ListedEntry } from './hotlist-ledger.ts'

/** An entry that people made, not a source: with who wanted it, why, for which case and until when. */
export interface ManualEntry {
  readonly n: number
  readonly content: ListedEntry
  readonly purpose: Purpose
  readonly caseNumber: string
  /** Who answers for it. */
  readonly owner: string
  readonly reason: string
  readonly expiresAt: number
  readonly proposedBy: string
  readonly proposedAt: number
  readonly state: 'open' | 'approved' | 'refused' | 'recalled' | 'expired'
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  /** The line of the use log that the decider's note is sealed with; null: there is none. */
  readonly decidedLine: number | null
  readonly endedBy: string | null
  readonly endedAt: number | null
  readonly endedBecause: string | null
}

interface EntryProposal {
  readonly content: ListedEntry
  readonly purpose: Purpose
  readonly caseNumber: string
  readonly owner: string
  readonly reason: string
  readonly by: string
  readonly at: number
  /** The plate and the reason, for the use log; null only where nothing can seal (tests). */
  readonly secret: SealedSecret | null
}

/** `same-person`: whoever proposed it cannot approve it. */
export type EntryDecision = 'done' | 'unknown-entry' | 'not-open' | 'same-person' | 'expired'

type RecallReason = 'recalled' | 'left-list' | 'expired'

export interface Receipt {
  readonly kind: 'unit' | 'person'
  readonly who: string
  /** When it was sent to the unit, or shown to whoever watches; null: not yet. */
  readonly toldAt: number | null
  readonly confirmedAt: number | null
}

/** An entry that is wanted no more, and who was told. */
export interface Recall {
  readonly n: number
  readonly entry: EntryId
  readonly list: string
  /** The first version without it; null: not published yet. */
  readonly version: number | null
  readonly why: RecallReason
  readonly by: string
  readonly at: number
  readonly reason: string
  readonly receipts: readonly Receipt[]
}

export interface NewRecall {
  readonly entry: EntryId
  readonly list: string
  readonly version: number | null
  readonly why: RecallReason
  readonly by: string
  readonly at: number
  readonly reason: string
  /** Who must confirm that they know: units by id, people by name. */
  readonly units: readonly string[]
  readonly people: readonly string[]
}

/** What people put on a list by hand, and what they take off any list. */
export interface EntryLedger {
  /** Newest first; `before`: only with a smaller number. */
  manualEntries(query: {
    readonly states?: readonly ManualEntry['state'][]
    readonly before?: number
    readonly limit: number
  }): Promise<ManualEntry[]>
  manualEntry(n: number): Promise<ManualEntry | null>
  /** `exists`: the very same entry was proposed before. */
  proposeEntry(proposal: EntryProposal): Promise<{ readonly n: number } | 'exists' | 'unknown-owner'>
  /** @param note what the decider said, sealed with the line of the use log; none unless given */
  decideEntry(
    n: number,
    decision: 'approved' | 'refused',
    at: number,
    by: string,
    note?: SealedSecret | null,
  ): Promise<EntryDecision>
  /** What has run out ends, approved or not. @returns the numbers of what ended */
  expireEntries(at: number): Promise<number[]>
  /** Approved and neither recalled nor run out: the content of the list `manual`. */
  standingEntries(at: number): Promise<ListedEntry[]>
  /**
   * Takes an entry off for good: the same record is not imported again. A manual entry ends with it. `unknown-entry`:
   * no list holds it.
   */
  recallEntry(
    recall: Omit<NewRecall, 'list' | 'version' | 'why'>,
  ): Promise<{ readonly n: number } | 'unknown-entry' | 'already'>
  /** Records that a version no longer holds an entry that somebody may act on; once for each entry and version. */
  noteWithdrawn(recall: NewRecall): Promise<void>
  /** Ids that a person recalled, whether or not a source still lists them. */
  recalledIds(): Promise<EntryId[]>
  /** The version that was the first without these recalled entries. */
  recallsPublished(entries: readonly EntryId[], version: number): Promise<void>
  /** Notes that units or people were told, where they were not before. */
  receiptsTold(kind: Receipt['kind'], who: readonly string[], at: number): Promise<void>
  /** A unit that has this version knows of every recall up to it. @returns how many that confirms */
  unitConfirms(unit: string, version: number, at: number): Promise<number>
  personConfirms(n: number, person: string, at: number): Promise<'confirmed' | 'already' | 'not-asked'>
  /** Newest first. `open`: only those that somebody has not confirmed. */
  recalls(query: {
    readonly open: boolean
    readonly before?: number
    readonly limit: number
  }): Promise<Recall[]>
  /** The version up to which stored reads were searched for new entries; 0: none. */
  searchedVersion(): Promise<number>
  /** @param found null: it was not searched, because policy says so or because it was too much */
  keepSearched(version: number, at: number, entries: number, found: number | null): Promise<void>
}
