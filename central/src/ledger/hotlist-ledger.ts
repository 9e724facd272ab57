import type { EntryView } from '@archway/shared/api'
import type { Entry, EntryId } from '@archway/shared/hotlist'

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
   * Makes `entries` the whole content of one list, as a new version, all or nothing. The caller computed
   * `version.digest` over what is in force afterwards; `basedOn` is the version it saw (0: none), and when
   * another import came between, `outdated` is the answer and nothing changes.
   */
  importList(
    version: Omit<HotlistVersion, 'version'>,
    entries: readonly ListedEntry[],
    basedOn: number,
    use: { readonly by: string; readonly detail: string },
  ): Promise<{ readonly version: number } | 'outdated'>
  /** What is in force at a version, by id, in pages: entries with an id greater than `after`. */
  entriesAt(version: number, after: EntryId | '', limit: number): Promise<Entry[]>
  /** The entries in force of every list but one: what an import of that list leaves alone. */
  entriesOfOthers(list: string): Promise<Entry[]>
  /** What turns version `from` (0: the empty list) into version `to`. */
  difference(from: number, to: number): Promise<{ readonly upsert: Entry[]; readonly remove: EntryId[] }>
  /** The entry as its newest list gave it; `live`: in force now. Null: no list ever held it. */
  entryView(id: EntryId): Promise<EntryView | null>
}
