import type { Frame } from '../capture/frame-source.ts'
import type { Detection } from '../detect/detector.ts'
import type { JurisdictionLook } from '../jurisdiction/jurisdictions.ts'
import { beam, type Hypothesis, logProbabilityOf } from '../read/lattice.ts'
import type { Glimpse } from '../read/reader.ts'

/** How many strings of one sight are followed; more do not change what fusion says (docs/fusion.md). */
const BEAM_WIDTH = 20

/** A plate wider than this, in pixels, is reduced for the reader, whose crop of 160 holds a margin on both sides. */
const USEFUL_WIDTH = 143

/** One Glimpse as fusion needs it: its likeliest strings, and the exact probability of any other. */
export interface Sight {
  readonly detection: Detection
  readonly capturedAt: number
  /** Most probable first. Empty: the reader saw a plate without a legible character. */
  readonly hypotheses: readonly Hypothesis[]
  /** Probability of the likeliest string, 0 when there is none: how legible the plate was. */
  readonly legibility: number
  /** Pixels that the plate had, as a share of as many as the reader can use, 0–1. */
  readonly detail: number
  /** What its design says; null where nobody was asked. */
  readonly jurisdiction: JurisdictionLook | null
  /** Probability of exactly this text, 0–1. Remembers what it has computed, and is pure otherwise. */
  probabilityOf(text: string): number
}

export function sightOf(glimpse: Glimpse, capturedAt: Frame['capturedAt']): Sight {
  const hypotheses = beam(glimpse.lattice, BEAM_WIDTH)
  const known = new Map(hypotheses.map(({ text, logProbability }) => [text, Math.exp(logProbability)]))
  return {
    detection: glimpse.detection,
    capturedAt,
    hypotheses,
    legibility: Math.exp(hypotheses[0]?.logProbability ?? -Infinity),
    detail: detailOf(glimpse.detection),
    jurisdiction: glimpse.jurisdiction,
    probabilityOf(text) {
      const before = known.get(text)
      if (before !== undefined) return before
      const probability = Math.exp(logProbabilityOf(glimpse.lattice, text))
      known.set(text, probability)
      return probability
    },
  }
}

function detailOf({ corners: [topLeft, topRight] }: Detection): number {
  const width = Math.hypot(topRight[0] - topLeft[0], topRight[1] - topLeft[1])
  return Math.min(1, width / USEFUL_WIDTH) ** 2
}
