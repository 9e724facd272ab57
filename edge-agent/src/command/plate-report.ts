import { percent } from '@archway/shared/figures'
import type { Candidate, Corners, Read } from '@archway/shared/read'
import { jurisdictionName } from '@archway/shared/wording'
import type { Detection } from '../detect/detector.ts'
import { LEAST_PROBABILITY } from '../fuse/settings.ts'
import { fuseLooks } from '../jurisdiction/fuse-looks.ts'
import type { Jurisdictions } from '../jurisdiction/jurisdictions.ts'
import { settleLetters } from '../jurisdiction/settle-letters.ts'
import { tellJurisdiction } from '../jurisdiction/tell-jurisdiction.ts'
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
  /** A–Z and 0–9; empty where a plate was found whose text could not be told: no Read would come of it. */
  readonly text: string
  readonly probability: number
  readonly rivals: readonly Candidate[]
  /** Null: no model tells it, the plate is too small for it, or it is unsure. */
  readonly jurisdiction: Read['jurisdiction']
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
export const reportOf = (
  file: string,
  { width, height, ms, glimpses }: Look,
  jurisdictions: Jurisdictions | null,
): LookReport => ({
  file,
  width,
  height,
  ms: { decode: rounded(ms.decode, 1), detect: rounded(ms.detect, 1), read: rounded(ms.read, 1) },
  plates: glimpses.map((glimpse) => plateOf(glimpse, jurisdictions)),
})

/** What one look says, by the rules by which a Read is minted. */
export function plateOf(glimpse: Glimpse, jurisdictions: Jurisdictions | null): PlateReport {
  const { detection, lattice } = glimpse
  const candidates = beam(lattice, BEAM_WIDTH).map(({ text, logProbability }) => ({
    text,
    probability: Math.exp(logProbability),
  }))
  const looks = fuseLooks([[{ ...glimpse, legibility: candidates[0]?.probability ?? 0 }]])
  const jurisdiction = looks && jurisdictions && tellJurisdiction(candidates, looks, jurisdictions)
  const [best, ...others] = settleLetters(candidates, jurisdiction && looks, jurisdictions)
  const rivals = others.filter((rival) => rival.probability >= LEAST_RIVAL).slice(0, MOST_RIVALS)
  const isRead = best !== undefined && best.probability >= LEAST_PROBABILITY
  if (!isRead) return { ...UNREAD, ...placeOf(detection) }
  return {
    text: best.text,
    probability: roundedDown(best.probability),
    rivals: rivals.map(({ text, probability }) => ({ text, probability: roundedDown(probability) })),
    jurisdiction: jurisdiction && { ...jurisdiction, probability: roundedDown(jurisdiction.probability) },
    ...placeOf(detection),
  }
}

/** A plate, or what looks like one, that shows no text which could be told. */
const UNREAD = { text: '', probability: 0, rivals: [], jurisdiction: null } as const

const placeOf = ({ corners, probability }: Detection) => ({
  corners: corners.map(([x, y]) => [rounded(x, 1), rounded(y, 1)]) as Corners,
  detection: rounded(probability, 4),
})

const rounded = (value: number, digits: number) => Number(value.toFixed(digits))

/** To five digits; down, because no reading is certain and none may be printed as 1. */
const roundedDown = (probability: number) => Math.floor(Math.min(probability, 1 - 1e-9) * 1e5) / 1e5

const stateOf = (jurisdiction: PlateReport['jurisdiction']) =>
  jurisdiction
    ? `${jurisdictionName(jurisdiction.code)} ${percent(jurisdiction.probability)}`
    : 'state unsure'

/** The same for a person. */
export function describeLook({ width, height, ms, plates }: LookReport, name: string): string {
  const took = `${Math.round(ms.decode + ms.detect + ms.read)} ms`
  if (plates.length === 0) return `${name}: no plate (${width}×${height}, ${took})\n`
  const lines = plates.map(({ text, probability, rivals, jurisdiction, corners, detection }) => {
    const [x, y] = corners[0].map(Math.round)
    const others = rivals.slice(0, 3).map((rival) => `${rival.text} ${percent(rival.probability)}`)
    const instead = others.length > 0 ? `, or ${others.join(', ')}` : ''
    const read =
      text === '' ? 'a plate without a legible character' : `${text} ${percent(probability)}${instead}`
    return `  ${read}; ${stateOf(jurisdiction)} (at ${x},${y}; plate ${percent(detection)})\n`
  })
  return `${name}: ${plates.length === 1 ? '1 plate' : `${plates.length} plates`} (${width}×${height}, ${took})\n${lines.join('')}`
}
