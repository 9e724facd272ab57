import type { Corners } from '@archway/shared/read'
import type { Output } from '../models/graph.ts'
import type { Detection } from './detector.ts'
import type { Letterbox } from './letterbox.ts'

/**
 * The detector graph's peaks as detections in pixels of the picture, most probable first. Cells that are not
 * peaks are 0 in the graph already.
 *
 * @param score [1,h,w]
 * @param corners [1,8,h,w], pixels of the graph's input
 * @param seen what the graph's input shows of the picture
 */
export function peaksOf(
  { score, corners }: { score: Output; corners: Output },
  threshold: number,
  { scale, origin }: Pick<Letterbox, 'scale' | 'origin'>,
): Detection[] {
  const scores = score.data
  const cells = scores.length
  const found: Detection[] = []
  for (let cell = 0; cell < cells; cell++) {
    const probability = scores[cell] ?? 0
    if (probability === 0 || probability < threshold) continue
    const x = (corner: number) => (corners.data[2 * corner * cells + cell] ?? 0) / scale.x + origin.x
    const y = (corner: number) => (corners.data[(2 * corner + 1) * cells + cell] ?? 0) / scale.y + origin.y
    const at = (corner: number): [number, number] => [x(corner), y(corner)]
    found.push({
      corners: [at(0), at(1), at(2), at(3)] satisfies Corners,
      probability: Math.min(1, probability),
    })
  }
  return found.sort((a, b) => b.probability - a.probability)
}
