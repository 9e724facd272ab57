import { ALPHABET, MAX_PLATE_LENGTH, type PlateText } from './plate.ts'

/** One more than the alphabet: 0 stands where a shorter plate has ended. */
const BASE = ALPHABET.length + 1
const VALUE_OF = new Uint8Array(128)
for (const [at, char] of [...ALPHABET].entries()) VALUE_OF[char.charCodeAt(0)] = at + 1
const numberOf = (char: string) => VALUE_OF[char.charCodeAt(0)] ?? 0
/** The same with the letters O and I read as digits. */
const FOLDED_VALUE_OF = VALUE_OF.with('O'.charCodeAt(0), numberOf('0')).with('I'.charCodeAt(0), numberOf('1'))
/** The text of every two characters, of which the second, or both, may be missing. */
const PAIRS: readonly string[] = ['', ...ALPHABET].flatMap((first) =>
  ['', ...ALPHABET].map((second) => first + second),
)

/** So many keys share their first three characters: see `bucketOf`. */
const BUCKET_KEYS = BASE ** (MAX_PLATE_LENGTH - 3)

/** Half of a plate as a number fits in 32 bits, which is the quick way to count. */
const HALF_LENGTH = MAX_PLATE_LENGTH / 2
const HALF_KEYS = BASE ** HALF_LENGTH
const PAIR_KEYS = BASE ** 2

/** A plate as a whole number below 2^53. Numbers stand in the order of the plates they are of. */
export const plateKey = (plate: PlateText): number => keyBy(plate, VALUE_OF)

/** The key of the folded plate. */
export const foldedKey = (plate: PlateText): number => keyBy(plate, FOLDED_VALUE_OF)

function keyBy(plate: PlateText, values: Uint8Array): number {
  return halfKey(plate, 0, values) * HALF_KEYS + halfKey(plate, HALF_LENGTH, values)
}

function halfKey(plate: PlateText, from: number, values: Uint8Array): number {
  let key = 0
  for (let at = from; at < from + HALF_LENGTH; at++) {
    key = (key * BASE + (at < plate.length ? (values[plate.charCodeAt(at)] ?? 0) : 0)) | 0
  }
  return key
}

/** @param key of `plateKey` */
export function plateOfKey(key: number): PlateText {
  const first = Math.floor(key / HALF_KEYS)
  return textOfHalf(first) + textOfHalf(key - first * HALF_KEYS)
}

/** Two characters at a time: a list of millions is written out while it is checked. */
function textOfHalf(key: number): string {
  const start = (key / (PAIR_KEYS * BASE)) | 0
  const rest = key - start * PAIR_KEYS * BASE
  const middle = (rest / BASE) | 0
  return (PAIRS[start] ?? '') + (PAIRS[middle] ?? '') + (PAIRS[(rest - middle * BASE) * BASE] ?? '')
}

/** Plates with the same first three characters are in one bucket; buckets stand in the order of their plates. */
export const bucketOf = (key: number): number => Math.floor(key / BUCKET_KEYS)

/** The first key that a bucket can hold; the last one lies below the next bucket's. */
export const bucketStart = (bucket: number): number => bucket * BUCKET_KEYS
