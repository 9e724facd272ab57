import { overlap } from '../photograph/quad.ts'
import type { Detection } from './detector.ts'

/** Two plates do not cover each other: what shares more than this is one plate, found twice. */
const SAME = { ofUnion: 0.3, ofSmaller: 0.7 } as const

/** Of detections of the same plate, keeps the most probable. Corners are plate-shaped. */
export function distinct(detections: readonly Detection[]): Detection[] {
  const kept: Detection[] = []
  for (const detection of [...detections].sort((a, b) => b.probability - a.probability)) {
    const isKnown = kept.some((other) => {
      const shared = overlap(detection.corners, other.corners)
      return shared.ofUnion > SAME.ofUnion || shared.ofSmaller > SAME.ofSmaller
    })
    if (!isKnown) kept.push(detection)
  }
  return kept
}
