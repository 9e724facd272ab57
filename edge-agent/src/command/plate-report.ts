import { percent } from '@archway/shared/figures'
import type { Candidate, Corners } from '@archway/shared/read'
import { beam } from '../read/lattice.ts'
import type { Glimpse } from '../read/reader.ts'
import type { Look } from '../vision/vision.ts'

/** Prefixes kept while reading; more change nothing that is shown. */
const BEAM_WIDTH = 16
const MOST_RIVALS = 9
/** Less probable strings are not worth a line. */
const LEAST_RIVAL = 0.0005

/** One plate of `read --json`. */
export interface PlateReport {
  /** A–Z and 0–9; empty where a plate was found that shows no character at all. */
  readonly text: string
  readonly probability: number
  readonly rivals: readonly Candidate[]
  /** No model tells the state yet. */
  readonly jurisdiction: null
  readonly corners: Corners
  readonly detection: number
}

/** One line of `read --json`. */
export interface LookReport {
  readonly file: string
  readonly width: number
  readonly height: number
  readonly ms: Look['ms']
  readonly plates: readonly PlateReport[]
}

/** Most certain detection first. */
export const reportOf = (file: string, { width, height, ms, glimpses }: Look): LookReport => ({
  file,
  width,
  height,
  ms: { decode: rounded(ms.decode, 1), detect: rounded(ms.detect, 1), read: rounded(ms.read, 1) },
  plates: glimpses.map(plateOf),
})

export function plateOf({ detection, lattice }: Glimpse): PlateReport {
  const [best, ...others] = beam(lattice, BEAM_WIDTH).map(({ text, logProbability }) => ({
    text,
    probability: Math.exp(logProbability),
  }))
  const rivals = others.filter((rival) => rival.probability >= LEAST_RIVAL).slice(0, MOST_RIVALS)
  return {
    text: best?.text ?? '',
    probability: roundedDown(best?.probability ?? 0),
    rivals: rivals.map(({ text, probability }) => ({ text, probability: roundedDown(probability) })),
    jurisdiction: null,
    corners: detection.corners.map(([x, y]) => [rounded(x, 1), rounded(y, 1)]) as Corners,
    detection: rounded(detection.probability, 4),
  }
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits))

/** To five digits; down, because no reading is certain and none may be printed as 1. */
const roundedDown = (probability: number) => Math.floor(Math.min(probability, 1 - 1e-9) * 1e5) / 1e5

/** The same for a person. */
export function describeLook({ width, height, ms, plates }: LookReport, name: string): string {
  const took = `${Math.round(ms.decode + ms.detect + ms.read)} ms`
  if (plates.length === 0) return `${name}: no plate (${width}×${height}, ${took})\n`
  const lines = plates.map(({ text, probability, rivals, corners, detection }) => {
    const [x, y] = corners[0].map(Math.round)
    const others = rivals.slice(0, 3).map((rival) => `${rival.text} ${percent(rival.probability)}`)
    const instead = others.length > 0 ? `, or ${others.join(', ')}` : ''
    const read =
      text === '' ? 'a plate without a legible character' : `${text} ${percent(probability)}${instead}`
    return `  ${read} (at ${x},${y}; plate ${percent(detection)})\n`
  })
  return `${name}: ${plates.length === 1 ? '1 plate' : `${plates.length} plates`} (${width}×${height}, ${took})\n${lines.join('')}`
}
