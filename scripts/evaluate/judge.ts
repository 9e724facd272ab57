import { foldPlate } from '@archway/shared/plate'
import type { PlateReport } from '../../edge-agent/src/command/plate-report.ts'
import type { Box, Label, Photograph } from './labels.ts'

/** What the agent made of one labelled plate that was transcribed. */
export interface Verdict {
  readonly path: string
  readonly label: Label
  /** Intersection over union of the label's box and the reading's bounding box; 0 where there is no reading. */
  readonly iou: number
  readonly text: string
  readonly probability: number
  /** Mass of every string that equals the text when O and I are folded to 0 and 1. */
  readonly foldedProbability: number
  readonly exact: boolean
  readonly folded: boolean
  /** Null: abstained, or not found. */
  readonly jurisdiction: PlateReport['jurisdiction']
}

export interface Judged {
  readonly verdicts: readonly Verdict[]
  /** Labelled plates, transcribed or not, that were to be found; and how many were. */
  readonly plates: number
  readonly located: number
  /** Readings where no plate is labelled. */
  readonly surplus: readonly PlateReport[]
}

/** An object detector's usual measure of "found". */
export const LOCATED = 0.5
/** A reading belongs to a label when they share this much; the text decides, however loose the box is. */
const SAME_PLATE = 0.2

export function judge({ path, labels }: Photograph, plates: readonly PlateReport[], isCrop: boolean): Judged {
  const pairs = labels
    .flatMap((label) =>
      plates.map((plate) => ({ label, plate, iou: isCrop ? 1 : iouOf(label.box, boundsOf(plate)) })),
    )
    .filter(({ iou }) => iou >= SAME_PLATE)
    .sort((a, b) => b.iou - a.iou)
  const found = new Map<Label, { plate: PlateReport; iou: number }>()
  const used = new Set<PlateReport>()
  for (const { label, plate, iou } of pairs) {
    if (found.has(label) || used.has(plate)) continue
    found.set(label, { plate, iou })
    used.add(plate)
  }
  const wanted = labels.filter((label) => !label.ignored)
  const verdicts = wanted
    .filter((label) => label.text !== '')
    .map((label) => verdictOf(path, label, found.get(label) ?? null))
  return {
    verdicts,
    plates: wanted.length,
    located: wanted.filter((label) => (found.get(label)?.iou ?? 0) >= LOCATED).length,
    surplus: plates.filter(
      (plate) => plate.text !== '' && !used.has(plate) && !pairs.some((pair) => pair.plate === plate),
    ),
  }
}

function verdictOf(path: string, label: Label, match: { plate: PlateReport; iou: number } | null): Verdict {
  const text = match?.plate.text ?? ''
  const candidates = match ? [{ text, probability: match.plate.probability }, ...match.plate.rivals] : []
  return {
    path,
    label,
    iou: match?.iou ?? 0,
    text,
    probability: match?.plate.probability ?? 0,
    foldedProbability: candidates
      .filter((candidate) => foldPlate(candidate.text) === foldPlate(text))
      .reduce((sum, candidate) => sum + candidate.probability, 0),
    exact: text === label.text,
    folded: foldPlate(text) === foldPlate(label.text),
    jurisdiction: match?.plate.jurisdiction ?? null,
  }
}

const boundsOf = ({ corners }: PlateReport): Box => ({
  x0: Math.min(...corners.map(([x]) => x)),
  y0: Math.min(...corners.map(([, y]) => y)),
  x1: Math.max(...corners.map(([x]) => x)),
  y1: Math.max(...corners.map(([, y]) => y)),
})

export function iouOf(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0)
  if (width <= 0 || height <= 0) return 0
  const area = (box: Box) => (box.x1 - box.x0) * (box.y1 - box.y0)
  return (width * height) / (area(a) + area(b) - width * height)
}
