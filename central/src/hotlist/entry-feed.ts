import { hexWord } from '@archway/shared/hex-word'

/**
 * New entries that are sorted by id and then written. Ids are as good as random: in the file's order nearly every row
 * would change a page of the index of its own, and in this order neighbours share one.
 */
const SORTED_AT_ONCE = 100_000
/** Of those, handed over at once: others get their turn between. */
const HANDED_AT_ONCE = 10_000
/** Room beside the first 32 bits of an id, in a number that is exact up to 2^53, for which entry it is of. */
const PLACES = 2 ** 17
const ID_DIGITS = 24

/** Hands one text of entries over: see `entriesText`. */
export type HandOver = (entries: string) => Promise<'added' | 'outdated'>

/**
 * New entries on their way to the ledger. While one lot of them is handed over, piece by piece and one piece at a time,
 * the next is gathered; whoever gathers faster waits.
 */
export interface EntryFeed {
  /** @param text the entry as JSON */
  add(id: string, text: string): void
  /** Whether `flush` has to be called before more is added. */
  isFull(): boolean
  /** Begins to hand over what was gathered, as soon as the lot before is through. @throws what handing over threw */
  flush(): Promise<'added' | 'outdated'>
  /** Waits until everything is handed over. @throws the same */
  end(): Promise<'added' | 'outdated'>
}

export function entryFeed(handOver: HandOver, lot = SORTED_AT_ONCE, piece = HANDED_AT_ONCE): EntryFeed {
  const places = new Float64Array(Math.min(lot, PLACES))
  let texts: string[] = []
  let handing: Promise<'added' | 'outdated'> = Promise.resolve('added')

  const inOrder = (): string[] => {
    const sorted = places.subarray(0, texts.length).sort()
    return Array.from(sorted, (place) => texts[place % PLACES] ?? '')
  }
  const handAll = async (sorted: readonly string[]): Promise<'added' | 'outdated'> => {
    for (let from = 0; from < sorted.length; from += piece) {
      const entries = `[${sorted.slice(from, from + piece).join(',')}]`
      if ((await handOver(entries)) === 'outdated') return 'outdated'
    }
    return 'added'
  }
  const flush = async (): Promise<'added' | 'outdated'> => {
    if ((await handing) === 'outdated') return 'outdated'
    const sorted = inOrder()
    texts = []
    handing = handAll(sorted)
    // It is waited for, and its error thrown, by the next flush or the end.
    handing.catch(() => {})
    return 'added'
  }

  return {
    add(id, text) {
      const first = hexWord(id, id.length - ID_DIGITS) >>> 0
      places[texts.length] = first * PLACES + texts.length
      texts.push(text)
    },
    isFull: () => texts.length >= places.length,
    flush,
    async end() {
      return (await flush()) === 'outdated' ? 'outdated' : handing
    },
  }
}
