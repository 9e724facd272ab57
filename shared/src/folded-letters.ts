import { MAX_PLATE_LENGTH, type PlateText } from './plate.ts'

const LETTER_O = 79
const LETTER_I = 73

/** A bit for each character that folding changes. */
export function lettersOf(plate: PlateText): number {
  let bits = 0
  for (let at = 0; at < plate.length; at++) {
    const code = plate.charCodeAt(at)
    if (code === LETTER_O || code === LETTER_I) bits |= 1 << at
  }
  return bits
}

/** The plate as it was written: a folded one, and the bits of what folding changed. */
export function unfolded(plate: PlateText, letters: number): PlateText {
  if (letters === 0) return plate
  let text = ''
  for (let at = 0; at < MAX_PLATE_LENGTH && at < plate.length; at++) {
    const char = plate[at] ?? ''
    text += letters & (1 << at) ? (char === '0' ? 'O' : 'I') : char
  }
  return text
}
