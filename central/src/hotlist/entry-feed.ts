import { hexWord } from '@archway/shared/hex-word'
import { BETWEEN_ENTRIES, packedEntry } from '../ledger/entry-columns.ts'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'

/**
 * New entries that are sorted by id and then written: a lot. Ids are as good as random: in the file's order nearly every row
 * would change a page of the index of its own, and in this order neighbours share one; the more, the larger the lot. It is
 * closed when it is full, or earlier when the ledger has nothing to write.
 */
const LOT = { least: 50_000, most: 500_000 }
/** Entries handed over at once, and how many times at most before one was answered: others get their turn between. */
const PIECE = 5000
const UNDER_WAY = 2
/** Room beside the first 32 bits of an id, in a number that is exact up to 2^53, for which entry it is of. */
const PLACES = 2 ** 19
const ID_DIGITS = 24

/** About what an entry takes packed, in bytes; and what a character takes at most. */
const USUAL_BYTES = 192
const BYTES_A_CHARACTER = 3
const BETWEEN = BETWEEN_ENTRIES.charCodeAt(0)

/** Hands entries over, as `packEntries` gives them; they are only good until it has answered. */
export type HandOver = (entries: Uint8Array) => Promise<'added' | 'outdated'>

/**
 * New entries on their way to the ledger. While one lot of them is handed over, piece by piece, the next is gathered; whoever
 * gathers faster waits.
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

export function entryFeed(handOver: HandOver, sizes = { ...LOT, piece: PIECE }): EntryFeed {
  let [gathered, handed] = [gathering(sizes.most), gathering(sizes.most)]
  let handing: Promise<'added' | 'outdated'> = Promise.resolve('added')
  let isIdle = true

  const handAll = async (lot: Gathering): Promise<'added' | 'outdated'> => {
    const underWay: Promise<'added' | 'outdated'>[] = []
    for (const piece of lot.pieces(sizes.piece)) {
      if (underWay.length === UNDER_WAY && (await underWay.shift()) === 'outdated') return 'outdated'
      const handing = handOver(piece)
      // Its error is thrown where it is waited for; after another's, nobody waits.
      handing.catch(() => {})
      underWay.push(handing)
    }
    return (await Promise.all(underWay)).includes('outdated') ? 'outdated' : 'added'
  }
  const flush = async (): Promise<'added' | 'outdated'> => {
    if ((await handing) === 'outdated') return 'outdated'
    ;[gathered, handed] = [handed, gathered]
    gathered.clear()
    isIdle = false
    handing = handAll(handed).finally(() => {
      isIdle = true
    })
    // It is waited for, and its error thrown, by the next flush or the end.
    handing.catch(() => {})
    return 'added'
  }

  return {
    add: (entry) => gathered.add(entry),
    isFull: () => gathered.size() >= (isIdle ? sizes.least : sizes.most),
    flush,
    async end() {
      return (await flush()) === 'outdated' ? 'outdated' : handing
    },
  }
}

interface Gathering {
  size(): number
  add(entry: ListedEntry): void
  /** As `packEntries` gives them, in order of the ids. */
  pieces(entries: number): Generator<Uint8Array>
  clear(): void
}

/** Entries as bytes one behind the other: as texts they would be so many objects that outlive what was made beside them. */
function gathering(most: number): Gathering {
  const places = new Float64Array(most)
  const ends = new Float64Array(most)
  let bytes = Buffer.allocUnsafe(most * USUAL_BYTES)
  let size = 0
  const turnOf = inTurns(UNDER_WAY + 1)
  const startOf = (entry: number) => (entry === 0 ? 0 : (ends[entry - 1] ?? 0))

  return {
    size: () => size,
    add(entry) {
      // A typed array takes what lies beyond its end without a word.
      if (size === most) throw new RangeError(`a lot has room for ${most} entries: hand it over first`)
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
        let length = -1
        for (const place of members) length += 1 + (ends[place % PLACES] ?? 0) - startOf(place % PLACES)
        const piece = turnOf(length)
        let at = 0
        for (const place of members) {
          if (at > 0) piece[at++] = BETWEEN
          at += bytes.copy(piece, at, startOf(place % PLACES), ends[place % PLACES])
        }
        yield piece
      }
    },
    clear() {
      size = 0
    },
  }
}

/** So many pieces of memory in turn: shared, so that another thread reads it where it is. */
function inTurns(count: number): (length: number) => Buffer {
  const shared = Array.from({ length: count }, () => new SharedArrayBuffer(0))
  let turn = 0
  return (length) => {
    turn = (turn + 1) % count
    const found = shared[turn]
    const room = found && found.byteLength >= length ? found : new SharedArrayBuffer(length * 2)
    shared[turn] = room
    return Buffer.from(room, 0, length)
  }
}
