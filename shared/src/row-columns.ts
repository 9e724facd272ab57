/** An id's digits are so many 32-bit words. */
export const ID_WORDS = 3
/** A key of eight bytes, an id's words, and a tag of four. */
export const ROW_BYTES = 24

/** Packed rows as their columns: a copy, because bytes that came from elsewhere may lie anywhere. */
export function columnsOf(bytes: Uint8Array) {
  const count = bytes.byteLength / ROW_BYTES
  if (!Number.isInteger(count))
    throw new RangeError(`${bytes.byteLength} bytes are no whole rows of ${ROW_BYTES}`)
  const whole = Uint8Array.from(bytes).buffer
  return {
    count,
    keys: new Float64Array(whole, 0, count),
    words: new Uint32Array(whole, count * 8, count * ID_WORDS),
    tags: new Uint32Array(whole, count * (8 + ID_WORDS * 4), count),
  }
}

export function copyWords(source: Uint32Array, from: number, target: Uint32Array, to: number): void {
  for (let word = 0; word < ID_WORDS; word++)
    target[to * ID_WORDS + word] = source[from * ID_WORDS + word] ?? 0
}

export function grown<T extends Float64Array | Uint32Array>(old: T, next: T, used: number): T {
  next.set(old.subarray(0, used))
  return next
}
