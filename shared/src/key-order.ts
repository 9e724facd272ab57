/** A key is sorted by so many bits at once, the last first. */
const DIGIT_BITS = 16
const DIGITS = 2 ** DIGIT_BITS
const WORD = 2 ** 32
/** Four digits hold every whole number that is exact. */
const PASSES = 4

/**
 * Which key stands where when they are in order; equal keys stay in the order they came in. For millions this takes a tenth of
 * the time of a sort that compares.
 * @param keys whole numbers from 0 to 2^53
 */
export function orderOfKeys(keys: Float64Array): Uint32Array<ArrayBuffer> {
  let order = Uint32Array.from(keys, (_, at) => at)
  let next = new Uint32Array(keys.length)
  for (let pass = 0; pass < PASSES; pass++) {
    const places = new Uint32Array(DIGITS + 1)
    for (const key of keys) {
      const place = digitOf(key, pass) + 1
      places[place] = (places[place] ?? 0) + 1
    }
    for (let digit = 1; digit <= DIGITS; digit++)
      places[digit] = (places[digit] ?? 0) + (places[digit - 1] ?? 0)
    for (const at of order) {
      const digit = digitOf(keys[at] ?? 0, pass)
      const place = places[digit] ?? 0
      places[digit] = place + 1
      next[place] = at
    }
    ;[order, next] = [next, order]
  }
  return order
}

const digitOf = (key: number, pass: number) =>
  ((pass < 2 ? key : key / WORD) >>> (DIGIT_BITS * (pass & 1))) & (DIGITS - 1)
