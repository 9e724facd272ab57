import type { PlatePattern } from '@archway/shared/plate-pattern'

const START = '^'
const END = '$'

/** The pairs of neighbouring characters of a plate, its two ends included: `^A AB BC C$`. */
export function gramsOf(folded: string): string[] {
  const whole = START + folded + END
  return Array.from({ length: whole.length - 1 }, (_, at) => whole.slice(at, at + 2))
}

/**
 * The pairs that every plate of the pattern has. Those in the middle first: they are rarer than those at an end,
 * which only tell one character.
 * @param folded with O as 0 and I as 1
 */
export function gramsOfPattern(folded: PlatePattern): string[] {
  const known = gramsOf(folded).filter((gram) => !/[?*]/.test(gram))
  const isEnd = (gram: string) => gram.startsWith(START) || gram.endsWith(END)
  return [...new Set([...known.filter((gram) => !isEnd(gram)), ...known.filter(isEnd)])]
}

/** Places within a segment, ascending, two bytes each, little end first: what a row of `plate_grams` holds. */
export function packPlaces(places: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(places.length * 2)
  places.forEach((place, at) => void bytes.writeUInt16LE(place, at * 2))
  return bytes
}

/** @param among ascending; null: everything. @returns those of them that are packed too, ascending */
export function placesAmong(packed: Buffer, among: readonly number[] | null): number[] {
  const found: number[] = []
  let next = 0
  for (let at = 0; at < packed.length; at += 2) {
    const place = packed.readUInt16LE(at)
    if (among === null) {
      found.push(place)
      continue
    }
    while (next < among.length && (among[next] ?? 0) < place) next += 1
    if (next === among.length) break
    if (among[next] === place) found.push(place)
  }
  return found
}
