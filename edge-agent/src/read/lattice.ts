import { ALPHABET, MAX_PLATE_LENGTH } from '@archway/shared/plate'
import type { Lattice } from './reader.ts'

const BLANK = 0
/** Classes of the reader: blank, then the characters of ALPHABET. */
export const CLASSES = ALPHABET.length + 1

/**
 * In one column, classes less probable than this times the likeliest one do not extend a prefix of the beam.
 * They only ever lose strings far below anything that is shown or matched; what is found is scored exactly.
 */
const NEGLIGIBLE = 1e-4
const MAX_CLASSES_PER_COLUMN = 12

export interface Hypothesis {
  readonly text: string
  /** Natural logarithm of the probability that the lattice spells exactly this text. */
  readonly logProbability: number
}

/**
 * Probability that the plate says exactly `text`, natural logarithm: the mean over all that spell it, less the
 * chance that the whole lattice is wrong. -Infinity for a text that cannot be spelt.
 */
export function logProbabilityOf(lattice: Lattice, text: string): number {
  const labels = labelsOf(text)
  if (labels === null) return -Infinity
  const { columns, logProbabilities, others = [], errorFloor = 0 } = lattice
  let sum = spelling(logProbabilities, columns, labels)
  for (const other of others) sum = logAdd(sum, spelling(other, columns, labels))
  return sum - Math.log(1 + others.length) + Math.log1p(-errorFloor)
}

/** Sum over every way to spread characters and blanks over the columns (CTC forward), natural logarithm. */
function spelling(logProbabilities: Float32Array, columns: number, labels: readonly number[]): number {
  const states = labels.length
  let before = new Float64Array(states).fill(-Infinity)
  let now = new Float64Array(states)
  before[0] = 0
  for (let column = 0; column < columns; column++) {
    const row = column * CLASSES
    for (let state = 0; state < states; state++) {
      const label = labels[state] ?? BLANK
      let sum = before[state] ?? -Infinity
      // At column 0 only the leading blank and the first character can be on; `before` says so by state 0.
      if (state >= 1) sum = logAdd(sum, before[state - 1] ?? -Infinity)
      if (state >= 2 && label !== BLANK && label !== labels[state - 2]) {
        sum = logAdd(sum, before[state - 2] ?? -Infinity)
      }
      now[state] = sum + (logProbabilities[row + label] ?? -Infinity)
    }
    const last = before
    before = now
    now = last
  }
  return states === 1
    ? (before[0] ?? -Infinity)
    : logAdd(before[states - 1] ?? -Infinity, before[states - 2] ?? -Infinity)
}

/**
 * The strings of 1–10 characters that the lattice most probably spells, most probable first, each with its
 * exact probability (so they sum to at most 1).
 *
 * @param width how many prefixes are kept from column to column, and at most how many strings come back
 */
export function beam(lattice: Lattice, width: number): Hypothesis[] {
  const { columns, logProbabilities, others = [] } = lattice
  const texts = new Set(likeliest(logProbabilities, columns, width))
  // Only what another one puts near its own top can come near the top of the mean.
  const narrow = Math.ceil(width / 4)
  for (const other of others) for (const text of likeliest(other, columns, narrow)) texts.add(text)
  return [...texts]
    .map((text) => ({ text, logProbability: logProbabilityOf(lattice, text) }))
    .filter((hypothesis) => hypothesis.logProbability > -Infinity)
    .sort((a, b) => b.logProbability - a.logProbability)
    .slice(0, width)
}

/** The texts that one of them most probably spells, in no order. */
function likeliest(logProbabilities: Float32Array, columns: number, width: number): string[] {
  const root = prefixOf(null, BLANK)
  root.blank = 1
  let kept: Prefix[] = [root]
  for (let column = 0; column < columns; column++) {
    kept = best(advance(kept, probabilitiesOf(logProbabilities, column)), width)
  }
  return kept.filter((prefix) => prefix.length > 0).map(spell)
}

/** A node of the trie of prefixes. Its probability is split by whether its paths end in a blank. */
interface Prefix {
  readonly parent: Prefix | null
  readonly label: number
  readonly length: number
  readonly children: (Prefix | undefined)[]
  blank: number
  solid: number
  nextBlank: number
  nextSolid: number
}

interface Column {
  readonly probabilities: Float64Array
  /** Characters worth extending a prefix by, likeliest first. */
  readonly likely: readonly number[]
}

/** Sums in linear scale, renormalised each column: the order is what matters here, not the scale. */
function advance(kept: readonly Prefix[], column: Column): Prefix[] {
  const { probabilities, likely } = column
  const touched = new Set<Prefix>(kept)
  for (const prefix of kept) {
    const all = prefix.blank + prefix.solid
    prefix.nextBlank += all * (probabilities[BLANK] ?? 0)
    prefix.nextSolid += prefix.solid * (probabilities[prefix.label] ?? 0)
    if (prefix.length === MAX_PLATE_LENGTH) continue
    for (const label of likely) {
      // The same character again is a second one only when a blank stood between.
      const from = label === prefix.label ? prefix.blank : all
      if (from === 0) continue
      const child = childOf(prefix, label)
      child.nextSolid += from * (probabilities[label] ?? 0)
      touched.add(child)
    }
  }
  let total = 0
  for (const prefix of touched) total += prefix.nextBlank + prefix.nextSolid
  const advanced: Prefix[] = []
  for (const prefix of touched) {
    prefix.blank = prefix.nextBlank / total
    prefix.solid = prefix.nextSolid / total
    prefix.nextBlank = 0
    prefix.nextSolid = 0
    advanced.push(prefix)
  }
  return advanced
}

function childOf(prefix: Prefix, label: number): Prefix {
  const known = prefix.children[label]
  if (known) return known
  const child = prefixOf(prefix, label)
  prefix.children[label] = child
  return child
}

function prefixOf(parent: Prefix | null, label: number): Prefix {
  const length = parent ? parent.length + 1 : 0
  return { parent, label, length, children: [], blank: 0, solid: 0, nextBlank: 0, nextSolid: 0 }
}

function best(prefixes: Prefix[], width: number): Prefix[] {
  if (prefixes.length <= width) return prefixes
  return prefixes.sort((a, b) => b.blank + b.solid - (a.blank + a.solid)).slice(0, width)
}

function probabilitiesOf(logProbabilities: Float32Array, column: number): Column {
  const start = column * CLASSES
  const probabilities = new Float64Array(CLASSES)
  let most = 0
  // A loop, because `from` with a function walks an iterator: a third of a look's time for text.
  for (let label = 0; label < CLASSES; label++) {
    const probability = Math.exp(logProbabilities[start + label] ?? -Infinity)
    probabilities[label] = probability
    if (probability > most) most = probability
  }
  const floor = most * NEGLIGIBLE
  const likely: number[] = []
  for (let label = 1; label < CLASSES; label++) if ((probabilities[label] ?? 0) > floor) likely.push(label)
  likely.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
  return { probabilities, likely: likely.slice(0, MAX_CLASSES_PER_COLUMN) }
}

function spell(prefix: Prefix): string {
  let text = ''
  for (let node: Prefix | null = prefix; node?.parent; node = node.parent) {
    text = (ALPHABET[node.label - 1] ?? '') + text
  }
  return text
}

/** Blank, character, blank, character, …, blank: the states that a path walks through. */
function labelsOf(text: string): number[] | null {
  const labels = [BLANK]
  for (const char of text) {
    const label = ALPHABET.indexOf(char) + 1
    if (label === 0) return null
    labels.push(label, BLANK)
  }
  return labels
}

function logAdd(a: number, b: number): number {
  const high = Math.max(a, b)
  const low = Math.min(a, b)
  // Nothing to add: so it is for most states of the first columns.
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high))
}
