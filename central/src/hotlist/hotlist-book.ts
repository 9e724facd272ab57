import type { EntryView } from '@archway/shared/api'
import type { EntryId, HotlistIndex, HotlistManifest } from '@archway/shared/hotlist'

/** The list in force, in memory, and the entries of earlier lists, from the ledger. */
export interface HotlistBook {
  /** Null until the first list is imported. */
  current(): { readonly manifest: HotlistManifest; readonly index: HotlistIndex } | null
  /**
   * The entry as its list gave it, also when a later list dropped it (`live: false`). Null: no list ever
   * held it, so a Hit that names it is refused as a claim about nothing.
   */
  entry(id: EntryId): Promise<EntryView | null>
}
