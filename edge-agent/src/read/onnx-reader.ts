import type { Detection, Picture } from '../detect/detector.ts'
import { ModelError } from '../detect/detector.ts'
import { CROP, type Models } from '../models/models.ts'
import { rectify } from '../photograph/rectify.ts'
import { beam, CLASSES } from './lattice.ts'
import type { Lattice, Reader, Reading } from './reader.ts'
import { recutsOf } from './recut.ts'

/**
 * A reading less probable than this is worth a second glimpse: the plate is cut again from corners a little beside
 * those that were found, and the reading is the mean of all cuts (docs/fusion.md).
 */
const DOUBT = 0.98
/** Enough to know how probable the best text is. */
const NARROW_BEAM = 4

/**
 * Reads rectified plates with the reader graph: all plates of a picture in one run, and the doubtful ones in a second.
 * Each plate is spelt by every network of the graph.
 */
export function onnxReader({
  version,
  manifest,
  reader,
}: Pick<Models, 'version' | 'manifest' | 'reader'>): Reader {
  const { readers, columns, temperature, errorFloor, marginX, marginY } = manifest.reader
  const margin = { x: marginX, y: marginY }
  /** Of each crop: what every network makes of it. */
  const spellings = async (crops: readonly Uint8Array[]): Promise<Float32Array[][]> => {
    const bytes = CROP.width * CROP.height
    const stacked = new Uint8Array(crops.length * bytes)
    for (const [index, crop] of crops.entries()) stacked.set(crop, index * bytes)
    const { log_probs } = await reader.run(stacked, [crops.length, CROP.height, CROP.width, 1])
    if (log_probs.data.length !== crops.length * readers * columns * CLASSES) {
      throw new ModelError(
        `the reader gave [${log_probs.dims.join(',')}], not [${crops.length},${readers},${columns},${CLASSES}]`,
        'Install models and program of the same release.',
      )
    }
    return crops.map((_, crop) =>
      Array.from({ length: readers }, (_, network) =>
        softened(log_probs.data, crop * readers + network, columns, temperature),
      ),
    )
  }
  return {
    model: version,
    async read(picture: Picture, detections: readonly Detection[]): Promise<Reading[]> {
      if (detections.length === 0) return []
      const crops = detections.map(({ corners }) => {
        const crop = rectify(picture, corners, CROP, margin)
        if (!crop) throw new ModelError('a detection has corners that no plate can have', DETECTOR_BROKEN)
        return crop.luma
      })
      const first = (await spellings(crops)).map((spelt, index) =>
        // What is no plate has no text at all: its doubt bounds every string, as the reader's own floor does.
        latticeOf(
          spelt,
          columns,
          Math.min(0.99, 1 - (1 - errorFloor) * (detections[index]?.probability ?? 0)),
        ),
      )
      const again = first.flatMap((lattice, index) => {
        if (!isDoubtful(lattice)) return []
        const corners = detections[index]?.corners
        // A plate seen so far from the side that a cut beside its own has no meaning keeps the cuts that have one.
        return (corners ? recutsOf(corners) : []).flatMap((other) => {
          const crop = rectify(picture, other, CROP, margin)
          return crop ? [{ index, luma: crop.luma }] : []
        })
      })
      const second = again.length > 0 ? await spellings(again.map(({ luma }) => luma)) : []
      return detections.map((detection, index) => {
        const lattice = first[index] as Lattice
        const recuts = second.filter((_, place) => again[place]?.index === index).flat()
        return { detection, lattice: { ...lattice, others: [...(lattice.others ?? []), ...recuts] } }
      })
    },
  }
}

function latticeOf(
  [first, ...others]: readonly Float32Array[],
  columns: number,
  errorFloor: number,
): Lattice {
  return { columns, logProbabilities: first as Float32Array, others, errorFloor }
}

function isDoubtful(lattice: Lattice): boolean {
  const best = beam(lattice, NARROW_BEAM)[0]?.logProbability ?? -Infinity
  // Its own floor of error is no doubt that another cut could take away.
  return best - Math.log1p(-(lattice.errorFloor ?? 0)) < Math.log(DOUBT)
}

const DETECTOR_BROKEN = 'Report it with the photograph that caused it; other photographs are not affected.'

/** Row `index` of [N,T,37], softened by the temperature and normalised again column by column. */
function softened(data: Float32Array, index: number, columns: number, temperature: number): Float32Array {
  const start = index * columns * CLASSES
  const logProbabilities = data.slice(start, start + columns * CLASSES)
  for (let column = 0; column < columns; column++) {
    const row = logProbabilities.subarray(column * CLASSES, (column + 1) * CLASSES)
    let most = -Infinity
    for (let label = 0; label < CLASSES; label++) {
      const value = (row[label] ?? -Infinity) / temperature
      row[label] = value
      if (value > most) most = value
    }
    let sum = 0
    for (let label = 0; label < CLASSES; label++) sum += Math.exp((row[label] ?? -Infinity) - most)
    const total = most + Math.log(sum)
    for (let label = 0; label < CLASSES; label++) row[label] = (row[label] ?? -Infinity) - total
  }
  return logProbabilities
}
