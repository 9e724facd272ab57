import { hexWord } from '@archway/shared/hex-word'
import { packedEntry } from '../ledger/entry-columns.ts'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'

/**
 * New entries that are sorted by id and then written. Ids are as good as random: in the file's order nearly every row
 * would change a page of the index of its own, and in this order neighbours share one.
 */
const SORTED_AT_ONCE = 250_000
/** Of those, handed over at once: others get their turn between. */
const HANDED_AT_ONCE = 10_000
/** Room beside the first 32 bits of an id, in a number that is exact up to 2^53, for which entry it is of. */
const PLACES = 2 ** 18
const ID_DIGITS = 24

/** About what an entry takes packed, in bytes; and what a character takes at most. */
const USUAL_BYTES = 192
const BYTES_A_CHARACTER = 3
const [OPEN, COMMA, CLOSE] = ['['.charCodeAt(0), ','.charCodeAt(0), ']'.charCodeAt(0)]

/** Hands entries over, as `packEntries` gives them. */
export type HandOver = (entries: Uint8Array) => Promise<'added' | 'outdated'>

/**
 * New entries on their way to the ledger. While one lot of them is handed over, piece by piece and one piece at a time,
 * the next is gathered; whoever gathers faster waits.
 */
export interface EntryFeed {
  add(entry: ListedEntry): void
  /** Whether `flush` has to be called before more is added. */
  isFull(): boolean
  /** Begins to hand over what was gathered, as soon as the lot before is through. @throws what handing over threw */
  flush(): Promise<'added' | 'outdated'>
  /** Waits until everything is handed over. @throws the same */
  end(): Promise<'added' | 'outdated'>
}

export function entryFeed(
  handOver: HandOver,
  sizes = { lot: SORTED_AT_ONCE, piece: HANDED_AT_ONCE },
): EntryFeed {
  let [gathered, handed] = [gathering(sizes.lot), gathering(sizes.lot)]
  let handing: Promise<'added' | 'outdated'> = Promise.resolve('added')

  const handAll = async (lot: Gathering): Promise<'added' | 'outdated'> => {
    for (const piece of lot.pieces(sizes.piece)) if ((await handOver(piece)) === 'outdated') return 'outdated'
    return 'added'
  }
  const flush = async (): Promise<'added' | 'outdated'> => {
    if ((await handing) === 'outdated') return 'outdated'
    ;[gathered, handed] = [handed, gathered]
    gathered.clear()
    handing = handAll(handed)
    // It is waited for, and its error thrown, by the next flush or the end.
    handing.catch(() => {})
    return 'added'
  }

  return {
    add: (entry) => gathered.add(entry),
    isFull: () => gathered.size() >= sizes.lot,
    flush,
    async end() {
      return (await flush()) === 'outdated' ? 'outdated' : handing
    },
  }
}

interface Gathering {
  size(): number
  add(entry: ListedEntry): void
  /** As JSON arrays, in order of the ids. */
  pieces(entries: number): Generator<Uint8Array>
  clear(): void
}

/** Entries as bytes one behind the other: as texts they would be so many objects that outlive what was made beside them. */
function gathering(most: number): Gathering {
  const places = new Float64Array(most)
  const ends = new Float64Array(most)
  let bytes = Buffer.allocUnsafe(most * USUAL_BYTES)
  let size = 0
  const startOf = (entry: number) => (entry === 0 ? 0 : (ends[entry - 1] ?? 0))

  return {
    size: () => size,
    add(entry) {
      const { id } = entry
      const packed = packedEntry(entry)
      const from = startOf(size)
      const needed = from + packed.length * BYTES_A_CHARACTER
      if (needed > bytes.length) {
        const larger = Buffer.allocUnsafe(needed * 2)
        bytes.copy(larger, 0, 0, from)
        bytes = larger
      }
      ends[size] = from + bytes.write(packed, from)
      places[size] = (hexWord(id, id.length - ID_DIGITS) >>> 0) * PLACES + size
      size += 1
    },
    *pieces(entries) {
      const order = places.subarray(0, size).sort()
      for (let from = 0; from < size; from += entries) {
        const members = order.subarray(from, from + entries)
        let length = 1
        for (const place of members) length += (ends[place % PLACES] ?? 0) - startOf(place % PLACES) + 1
        const piece = Buffer.allocUnsafe(length)
        let at = 0
        for (const place of members) {
          piece[at] = at === 0 ? OPEN : COMMA
          at += 1 + bytes.copy(piece, at + 1, startOf(place % PLACES), ends[place % PLACES])
        }
        piece[at] = CLOSE
        yield piece
      }
    },
    clear() {
      size = 0
    },
  }
}
