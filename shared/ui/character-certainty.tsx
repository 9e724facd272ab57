import { percent } from '@archway/shared/figures'
import type { Character } from '@archway/shared/read'

export type Sureness = 'sure' | 'fair' | 'unsure'

/** Display steps only: grading is the policy's business and never looks at these. */
export function sureness(probability: number): Sureness {
  if (probability >= 0.98) return 'sure'
  return probability >= 0.9 ? 'fair' : 'unsure'
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  O: 'letter O',
  '0': 'digit 0',
  I: 'letter I',
  '1': 'digit 1',
}

/** Names a character so that O and 0, I and 1 cannot be confused in running text. */
export const spell = (char: string): string => LOOKALIKES[char] ?? char

/** `Character 3: 8 (71.0 %). Could be B (22.0 %) or 3 (4.1 %).` */
export function describeCharacter(character: Character, position: number): string {
  const rivals = character.rivals.map((rival) => `${spell(rival.char)} (${percent(rival.probability)})`)
  const others = rivals.length === 0 ? 'No rival of note.' : `Could be ${orList(rivals)}.`
  return `Character ${position}: ${spell(character.char)} (${percent(character.probability)}). ${others}`
}

/** The characters a person must look at, least sure first; all of them are in the strip anyway. */
export const leastSure = (
  characters: readonly Character[],
): { readonly character: Character; readonly position: number }[] =>
  characters
    .map((character, index) => ({ character, position: index + 1 }))
    .filter(({ character }) => sureness(character.probability) !== 'sure')
    .sort((a, b) => a.character.probability - b.character.probability)

const orList = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`
