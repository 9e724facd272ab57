import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { z } from 'zod'
import type { Pixels } from '../../edge-agent/src/capture/frame-source.ts'
import { plateOf } from '../../edge-agent/src/command/plate-report.ts'
import type { Jurisdictions } from '../../edge-agent/src/jurisdiction/jurisdictions.ts'
import type { Look } from '../../edge-agent/src/vision/vision.ts'
import { type Judged, judge } from './judge.ts'
import { csvRows } from './labels.ts'

const Pixel = z.coerce.number().int().min(0)
const Corner = z.coerce.number()

/** `labels.csv` of the matrix: where on its sheet a plate's picture stands, its corners in it, what it says. */
const Row = z.object({
  file: z.string().regex(/^\d+-px\.jpg$/),
  row: z.string().min(1),
  jurisdiction: z.string(),
  text: z.string().regex(/^[A-Z0-9]+$/),
  ...{ left: Pixel, top: Pixel, width: Pixel, height: Pixel },
  ...{ x0: Corner, y0: Corner, x1: Corner, y1: Corner },
  ...{ x2: Corner, y2: Corner, x3: Corner, y3: Corner },
})

/** One plate of the matrix and what the agent made of it. */
export interface DesignResult {
  /** The kind of plate, or the state whose ordinary plates stand in this row. */
  readonly row: string
  /** Such as `60 px`: how wide the plate stands in its picture. */
  readonly width: string
  readonly judged: Judged
}

/** Has every plate of the matrix in `folder` (drawn by `archway_training.plate_matrix`) read as a whole picture. */
export async function readDesigns(
  see: (pixels: Pixels) => Promise<Look>,
  folder: string,
  jurisdictions: Jurisdictions | null,
): Promise<DesignResult[]> {
  const rows = csvRows(await readFile(join(folder, 'labels.csv'), 'utf8'), Row)
  const sheets = new Map<string, Promise<Buffer>>()
  const results: DesignResult[] = []
  for (const { file, row, text, jurisdiction, left, top, width, height, ...corners } of rows) {
    const path = join(folder, file)
    const sheet = sheets.get(file) ?? sharp(path).removeAlpha().png({ compressionLevel: 1 }).toBuffer()
    sheets.set(file, sheet)
    const bytes = await sharp(await sheet)
      .extract({ left, top, width, height })
      .raw()
      .toBuffer()
    const look = await see({ kind: 'rgb', width, height, bytes })
    const { x0, y0, x1, y1, x2, y2, x3, y3 } = corners
    const [xs, ys] = [
      [x0, x1, x2, x3],
      [y0, y1, y2, y3],
    ]
    const box = { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) }
    const label = { box, text, region: jurisdiction, ignored: false }
    const plates = look.glimpses.map((glimpse) => plateOf(glimpse, jurisdictions))
    const judged = judge({ path, labels: [label] }, plates, false)
    results.push({ row, width: file.replace('-px.jpg', ' px'), judged })
  }
  return results
}
