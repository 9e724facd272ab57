import { ALPHABET, MAX_PLATE_LENGTH, type PlateText } from './plate.ts'

/** One more than the alphabet: 0 stands where a shorter plate has ended. */
const BASE = ALPHABET.length + 1
const VALUE_OF = new Uint8Array(128)
for (const [at, char] of [...ALPHABET].entries()) VALUE_OF[char.charCodeAt(0)] = at + 1

/** So many keys share their first three characters: see `bucketOf`. */
const BUCKET_KEYS = BASE ** (MAX_PLATE_LENGTH - 3)

/** A plate as a whole number below 2^53. Numbers stand in the order of the plates they are of. */
export function plateKey(plate: PlateText): number {
  let key = 0
  for (let at = 0; at < MAX_PLATE_LENGTH; at++) {
    key = key * BASE + (at < plate.length ? (VALUE_OF[plate.charCodeAt(at)] ?? 0) : 0)
  }
  return key
}

/** @param key of `plateKey` */
export function plateOfKey(key: number): PlateText {
  let rest = key
  let plate = ''
  for (let at = 0; at < MAX_PLATE_LENGTH; at++) {
    const next = Math.floor(rest / BASE)
    const value = rest - next * BASE
    if (value > 0) plate = `${ALPHABET[value - 1]}${plate}`
    rest = next
  }
  return plate
}

/** Plates with the same first three characters are in one bucket; buckets stand in the order of their plates. */
export const bucketOf = (key: number): number => Math.floor(key / BUCKET_KEYS)

/** The first key that a bucket can hold; the last one lies below the next bucket's. */
export const bucketStart = (bucket: number): number => bucket * BUCKET_KEYS
