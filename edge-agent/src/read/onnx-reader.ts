import type { Detection, Picture } from '../detect/detector.ts'
import { ModelError } from '../detect/detector.ts'
import { CROP, type Models } from '../models/models.ts'
import { rectify } from '../photograph/rectify.ts'
import { CLASSES } from './lattice.ts'
import type { Glimpse, Lattice, Reader } from './reader.ts'

/** Reads rectified plates with the reader graph, all plates of a picture in one run. */
export function onnxReader({
  version,
  manifest,
  reader,
}: Pick<Models, 'version' | 'manifest' | 'reader'>): Reader {
  const { columns, temperature, marginX, marginY } = manifest.reader
  const margin = { x: marginX, y: marginY }
  return {
    model: version,
    async read(picture: Picture, detections: readonly Detection[]): Promise<Glimpse[]> {
      if (detections.length === 0) return []
      const bytes = CROP.width * CROP.height
      const stacked = new Uint8Array(detections.length * bytes)
      for (const [index, detection] of detections.entries()) {
        const crop = rectify(picture, detection.corners, CROP, margin)
        if (!crop) throw new ModelError('a detection has corners that no plate can have', DETECTOR_BROKEN)
        stacked.set(crop.luma, index * bytes)
      }
      const { log_probs } = await reader.run(stacked, [detections.length, CROP.height, CROP.width, 1])
      if (log_probs.data.length !== detections.length * columns * CLASSES) {
        throw new ModelError(
          `the reader gave [${log_probs.dims.join(',')}], not [${detections.length},${columns},${CLASSES}]`,
          'Install models and program of the same release.',
        )
      }
      return detections.map((detection, index) => ({
        detection,
        lattice: latticeAt(log_probs.data, index, columns, temperature),
      }))
    },
  }
}

const DETECTOR_BROKEN = 'Report it with the photograph that caused it; other photographs are not affected.'

/** Row `index` of [N,T,37], softened by the temperature and normalised again column by column. */
function latticeAt(data: Float32Array, index: number, columns: number, temperature: number): Lattice {
  const start = index * columns * CLASSES
  const logProbabilities = data.slice(start, start + columns * CLASSES)
  for (let column = 0; column < columns; column++) {
    const row = logProbabilities.subarray(column * CLASSES, (column + 1) * CLASSES)
    let most = -Infinity
    for (const [label, value] of row.entries()) {
      row[label] = value / temperature
      most = Math.max(most, value / temperature)
    }
    let sum = 0
    for (const value of row) sum += Math.exp(value - most)
    const total = most + Math.log(sum)
    for (const [label, value] of row.entries()) row[label] = value - total
  }
  return { columns, logProbabilities }
}
