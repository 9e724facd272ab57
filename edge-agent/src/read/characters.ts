import type { Candidate, Character } from '@archway/shared/read'

const MAX_RIVALS = 5
/** A rival less probable than this tells a person nothing. */
const LEAST_RIVAL = 0.001

/**
 * How sure each character of the most probable candidate is: every candidate is aligned to it, and what the
 * candidates have in a slot is weighed by their probabilities, as shares of what all of them hold together.
 * A candidate that has nothing in a slot counts against its character without naming a rival.
 *
 * @param candidates most probable first; the first one is the text
 */
export function charactersOf(candidates: readonly Candidate[]): Character[] {
  const text = candidates[0]?.text ?? ''
  const total = candidates.reduce((sum, candidate) => sum + candidate.probability, 0)
  const slots = Array.from(text, () => new Map<string, number>())
  for (const candidate of candidates) {
    const share = total > 0 ? candidate.probability / total : 1 / candidates.length
    for (const [index, char] of align(text, candidate.text).entries()) {
      const slot = slots[index]
      if (slot && char !== null) slot.set(char, (slot.get(char) ?? 0) + share)
    }
  }
  return Array.from(text, (char, index) => {
    const slot = slots[index] ?? new Map<string, number>()
    const rivals = [...slot]
      .filter(([other, probability]) => other !== char && probability >= LEAST_RIVAL)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MAX_RIVALS)
      .map(([other, probability]) => ({ char: other, probability: Math.min(1, probability) }))
    return { char, probability: Math.min(1, slot.get(char) ?? 0), rivals }
  })
}

/**
 * For each character of `text`, the character of `other` that stands in its place, or null where `other` has
 * none: the alignment with the fewest changes, a replaced character before a missing and an added one.
 */
export function align(text: string, other: string): (string | null)[] {
  const width = other.length + 1
  const cost = new Uint16Array((text.length + 1) * width)
  const at = (i: number, j: number) => cost[i * width + j] ?? 0
  for (let i = 0; i <= text.length; i++) {
    for (let j = 0; j <= other.length; j++) {
      if (i === 0 || j === 0) cost[i * width + j] = i + j
      else {
        const replaced = at(i - 1, j - 1) + (text[i - 1] === other[j - 1] ? 0 : 1)
        cost[i * width + j] = Math.min(replaced, at(i - 1, j) + 1, at(i, j - 1) + 1)
      }
    }
  }
  const aligned: (string | null)[] = new Array(text.length).fill(null)
  for (let i = text.length, j = other.length; i > 0 && j >= 0; ) {
    const same = j > 0 && text[i - 1] === other[j - 1]
    if (j > 0 && at(i, j) === at(i - 1, j - 1) + (same ? 0 : 1)) {
      aligned[i - 1] = other[j - 1] ?? null
      i--
      j--
    } else if (at(i, j) === at(i - 1, j) + 1) i--
    else j--
  }
  return aligned
}
