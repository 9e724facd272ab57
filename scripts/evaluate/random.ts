/** Numbers that the same seed gives again, on every machine. */
export interface Random {
  /** Evenly from `low` to `high`. */
  between(low: number, high: number): number
  /** True in this share of the calls. */
  chance(share: number): boolean
  /** Around 0, with the standard deviation 1. */
  normal(): number
}

/** Even numbers in 0–1 by a 32-bit state: enough for drawing samples. */
export function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** @param name such as a file's name and a number: what the numbers are for */
export function randomFor(name: string): Random {
  // FNV-1a: neighbouring names must not give neighbouring seeds.
  let hash = 0x811c9dc5
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  const next = mulberry(hash)
  return {
    between: (low, high) => low + next() * (high - low),
    chance: (share) => next() < share,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}
