import { type EntryKind, type EntryKinds, entryKinds, MOST_KINDS } from './entry-kinds.ts'

/** What rows refer to by number: plain data, for a file or another thread. */
export interface RowTables {
  readonly kinds: readonly EntryKind[]
  readonly oddIds: readonly string[]
}

/** The same while rows come that may refer to something new. */
export interface OpenTables {
  readonly kinds: EntryKinds
  /** Ids of another form than `name:24 digits`; the row's first word is the number in here. */
  readonly oddIds: string[]
}

export const openTables = ({ kinds, oddIds }: RowTables): OpenTables => ({
  kinds: entryKinds(kinds),
  oddIds: [...oddIds],
})

/** Bit 31 to 22: which character of the plate is an O or an I that the key folds; below: the kind's number. */
export const tagOf = (letters: number, kind: number): number => (letters * MOST_KINDS + kind) >>> 0
export const kindIn = (tag: number): number => tag & (MOST_KINDS - 1)
export const lettersIn = (tag: number): number => tag >>> 22
