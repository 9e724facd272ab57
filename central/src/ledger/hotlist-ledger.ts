import type { EntryView } from '@archway/shared/api'
import type { Entry, EntryId } from '@archway/shared/hotlist'
import type { PackedRows } from '@archway/shared/packed-rows'

/** One entry as its source gave it. Its id is a digest of the rest: an entry never changes, it is replaced. */
export interface ListedEntry extends Entry {
  /** The plate as the source wrote it. */
  readonly raw: string
  readonly enteredAt: number | null
  /** The source's own number of the record (NCIC: the NIC number), and the agency that entered it. */
  readonly number: string | null
  readonly agency: string | null
  readonly vehicle: EntryView['vehicle']
}

export interface HotlistVersion {
  readonly version: number
  /** The list whose import made this version; the others stand as they were. */
  readonly list: string
  readonly sourceAt: number
  readonly importedAt: number
  /** Of all lists in force at this version. */
  readonly entries: number
  readonly digest: string
  readonly oldestSourceAt: number
  /** Entries of its own list. */
  readonly ofList: number
}

/** What the caller knows of a version before it exists. */
export type NewVersion = Omit<HotlistVersion, 'version'>

export interface VersionUse {
  readonly by: string
  readonly detail: string
  /** What made the version; an import, unless it says otherwise. */
  readonly action?: 'hotlist-import' | 'entry-publish' | 'entry-recall' | undefined
}

export interface ListState {
  readonly list: string
  readonly entries: number
  readonly sourceAt: number
  readonly version: number
}

export interface HotlistLedger {
  /** Null: nothing was ever imported. */
  hotlistVersion(): Promise<HotlistVersion | null>
  hotlistVersions(): Promise<HotlistVersion[]>
  /** The lists in force. */
  lists(): Promise<ListState[]>
  /**
   * A new version, bit by bit, for lists that do not lie in memory: begin, add and end as often as needed, finish.
   * Nothing of it counts before it is finished; whoever begins later takes the turn, and `outdated` is the answer to the
   * rest. `basedOn` is the version that the caller saw (0: none). No turn is given while something is left of an
   * interrupted one: `sweeping` is to be asked again, each time less is left. `takeTurn` does so.
   */
  beginVersion(basedOn: number): Promise<{ readonly turn: number } | 'sweeping' | 'outdated'>
  /** @param entries of `packEntries`; none that is in force */
  addEntries(turn: number, basedOn: number, list: string, entries: Uint8Array): Promise<'added' | 'outdated'>
  endEntries(turn: number, basedOn: number, ids: readonly EntryId[]): Promise<'ended' | 'outdated'>
  /** @param version its digest is over what is in force afterwards */
  finishVersion(
    turn: number,
    basedOn: number,
    version: NewVersion,
    use: VersionUse,
  ): Promise<{ readonly version: number } | 'outdated'>
  /** What is in force at a version, by id, in pages: entries with an id greater than `after`. For a few: it sorts them all. */
  entriesAt(version: number, after: EntryId | '', limit: number): Promise<Entry[]>
  /**
   * The same in the order in which it was written and packed, which is quicker for millions.
   * @param after 0, then the `next` of the page before
   */
  entryPage(
    version: number,
    after: number,
    limit: number,
  ): Promise<{ readonly rows: PackedRows; readonly next: number | null }>
  /** What turns version `from` (0: the empty list) into version `to`; in order of folded plate, then id. */
  difference(from: number, to: number): Promise<{ readonly upsert: Entry[]; readonly remove: EntryId[] }>
  /** How a difference would be, without the entries: for deciding how to send it. */
  differenceSize(from: number, to: number): Promise<number>
  /** The entry as its newest list gave it; `live`: in force now. Null: no list ever held it. */
  entryView(id: EntryId): Promise<EntryView | null>
}

/** The turn to make a version, after whatever an interrupted import left was removed piece by piece. */
export async function takeTurn(
  ledger: Pick<HotlistLedger, 'beginVersion'>,
  basedOn: number,
): Promise<{ readonly turn: number } | 'outdated'> {
  for (;;) {
    const begun = await ledger.beginVersion(basedOn)
    if (begun !== 'sweeping') return begun
  }
}
