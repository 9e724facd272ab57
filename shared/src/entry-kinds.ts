import type { Entry } from './hotlist.ts'

/** Everything of an entry but its plate and the digits of its id: on a list of millions, a few hundred of these. */
export interface EntryKind {
  /** What stands before the 24 hexadecimal digits of the id; null: the id has another form. */
  readonly prefix: string | null
  readonly jurisdiction: Entry['jurisdiction']
  readonly category: Entry['category']
  readonly flags: Entry['flags']
  readonly folded: boolean
  readonly expiresAt: number
  /** The same as text, as the list's digest takes it. */
  readonly text: string
}

/** Kinds that one list can hold: so many fit beside the letters of the plate in 32 bits. */
export const MOST_KINDS = 2 ** 22

export interface EntryKinds {
  /**
   * The kind's number; the same kind always has the same.
   * @param flags of the entry, sorted
   * @throws when there are too many
   */
  numberOf(
    entry: Omit<EntryKind, 'text' | 'prefix' | 'flags'>,
    prefix: string | null,
    flags: EntryKind['flags'],
  ): number
  of(number: number): EntryKind
  /** In order of their numbers. */
  all(): readonly EntryKind[]
}

/** @param given in order of their numbers */
export function entryKinds(given: readonly EntryKind[] = []): EntryKinds {
  const kinds: EntryKind[] = [...given]
  const numbers = new Map(kinds.map(({ prefix, text }, number) => [keyOf(prefix, text), number]))
  /** The kinds without flags that were met last, of which an entry's is found without a text. */
  const met = new Map<EntryKind['jurisdiction'], Map<EntryKind['category'], number>>()
  return {
    all: () => kinds,
    numberOf({ jurisdiction, category, folded, expiresAt }, prefix, flags) {
      // Most entries of one issuer and category are alike.
      const ofIssuer = met.get(jurisdiction)
      const last = ofIssuer?.get(category)
      if (last !== undefined && flags.length === 0) {
        const kind = kinds[last]
        if (kind?.prefix === prefix && kind.expiresAt === expiresAt && kind.folded === folded) return last
      }
      const text = `${jurisdiction ?? ''}\t${category}\t${flags.length === 0 ? '' : flags.join(' ')}\t${folded ? 1 : 0}\t${expiresAt}`
      const key = keyOf(prefix, text)
      let number = numbers.get(key)
      if (number === undefined) {
        if (kinds.length >= MOST_KINDS) {
          throw new Error(
            `the list has more than ${MOST_KINDS} kinds of entries; round their expiry to whole days`,
          )
        }
        number = kinds.push({ prefix, jurisdiction, category, flags, folded, expiresAt, text }) - 1
        numbers.set(key, number)
      }
      if (flags.length === 0) met.set(jurisdiction, (ofIssuer ?? new Map()).set(category, number))
      return number
    },
    of(number) {
      const kind = kinds[number]
      if (!kind) throw new RangeError(`no kind ${number}`)
      return kind
    },
  }
}

const keyOf = (prefix: string | null, text: string) => `${prefix ?? '\t'}\t${text}`
