import { ALPHABET } from '@archway/shared/plate'
import { CLASSES } from './lattice.ts'
import type { Lattice } from './reader.ts'

/**
 * A lattice from weights: one record a column, keyed by character, `-` for blank. Weights are normalised;
 * what is not named gets `rest` before that (0: impossible).
 */
export function latticeOf(columns: readonly Readonly<Record<string, number>>[], rest = 0): Lattice {
  const logProbabilities = new Float32Array(columns.length * CLASSES)
  for (const [index, weights] of columns.entries()) {
    const row = Array.from(`-${ALPHABET}`, (char) => weights[char] ?? rest)
    const total = row.reduce((sum, weight) => sum + weight, 0)
    for (const [label, weight] of row.entries()) {
      logProbabilities[index * CLASSES + label] = Math.log(weight / total)
    }
  }
  return { columns: columns.length, logProbabilities }
}

/** What a reader says that is sure of `text`: each character on one column between blanks. */
export function sureOf(text: string, columns = 40, certainty = 0.99): Lattice {
  const rest = (1 - certainty) / (CLASSES - 1)
  const spots = Array.from(text, (_, index) => Math.floor(((index + 0.5) * columns) / text.length))
  return latticeOf(
    Array.from({ length: columns }, (_, column) => ({ [text[spots.indexOf(column)] ?? '-']: certainty })),
    rest,
  )
}
