/** An id's digits are so many 32-bit words. */
export const ID_WORDS = 3
/** A key of eight bytes, an id's words, and a tag of four. */
export const ROW_BYTES = 24

const LEAST_CAPACITY = 16
/** What is grown in place is grown so much beyond its need, or a list would be copied at every delta. */
const HEADROOM = 1.05

export interface Columns {
  /** The folded plate as a number: see `plateKey`. */
  readonly keys: Float64Array<ArrayBuffer>
  /** `ID_WORDS` of each row: what tells the row's id. */
  readonly words: Uint32Array<ArrayBuffer>
  /** See `tagOf`. */
  readonly tags: Uint32Array<ArrayBuffer>
}

/**
 * Rows as three typed arrays that grow; what their numbers mean is not known here. Growing and `reorder` replace the
 * arrays: hold these columns, never an array of them, beyond such a call. The arrays are longer than `size` rows.
 */
export class RowColumns implements Columns {
  keys: Float64Array<ArrayBuffer>
  words: Uint32Array<ArrayBuffer>
  tags: Uint32Array<ArrayBuffer>
  size = 0

  /** @param capacity rows for which there is room at once */
  constructor(capacity: number = LEAST_CAPACITY) {
    this.keys = new Float64Array(Math.max(LEAST_CAPACITY, capacity))
    this.words = new Uint32Array(this.keys.length * ID_WORDS)
    this.tags = new Uint32Array(this.keys.length)
  }

  /** Makes room for so many rows in all. */
  reserve(room: number): void {
    if (room <= this.keys.length) return
    const next = Math.ceil(room * HEADROOM)
    this.keys = grown(this.keys, new Float64Array(next), this.size)
    this.words = grown(this.words, new Uint32Array(next * ID_WORDS), this.size * ID_WORDS)
    this.tags = grown(this.tags, new Uint32Array(next), this.size)
  }

  /** A row of these columns or of others over one of these, for which there is room. */
  copyRow(source: Columns, from: number, to: number): void {
    this.keys[to] = source.keys[from] ?? 0
    this.tags[to] = source.tags[from] ?? 0
    copyWords(source.words, from, this.words, to)
  }

  /** Appends whole columns. */
  append(given: Columns): void {
    this.reserve(this.size + given.keys.length)
    this.keys.set(given.keys, this.size)
    this.words.set(given.words, this.size * ID_WORDS)
    this.tags.set(given.tags, this.size)
    this.size += given.keys.length
  }

  /** Closes the gaps of rows that leave; the others keep their order. */
  close(leaving: ReadonlySet<number>): void {
    if (leaving.size === 0) return
    let to = 0
    for (let row = 0; row < this.size; row++) {
      if (leaving.has(row)) continue
      if (row !== to) this.copyRow(this, row, to)
      to += 1
    }
    this.size = to
  }

  /** @param order which of the rows comes first, second and so on */
  reorder(order: Uint32Array): void {
    const { keys, words, tags, size } = this
    this.keys = new Float64Array(keys.length)
    for (let row = 0; row < size; row++) this.keys[row] = keys[order[row] ?? 0] ?? 0
    this.tags = new Uint32Array(tags.length)
    for (let row = 0; row < size; row++) this.tags[row] = tags[order[row] ?? 0] ?? 0
    this.words = new Uint32Array(words.length)
    for (let row = 0; row < size; row++) copyWords(words, order[row] ?? 0, this.words, row)
  }

  /** What the arrays take, in bytes. */
  bytes(): number {
    return this.keys.byteLength + this.words.byteLength + this.tags.byteLength
  }
}

function copyWords(source: Uint32Array, from: number, target: Uint32Array, to: number): void {
  for (let word = 0; word < ID_WORDS; word++)
    target[to * ID_WORDS + word] = source[from * ID_WORDS + word] ?? 0
}

function grown<T extends Float64Array | Uint32Array>(old: T, next: T, used: number): T {
  next.set(old.subarray(0, used))
  return next
}
