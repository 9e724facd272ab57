import type { Corners } from '@archway/shared/read'
import type { Pixels } from '../capture/frame-source.ts'
import type { Area, Detection, Detector, Picture } from '../detect/detector.ts'
import { onnxDetector } from '../detect/onnx-detector.ts'
import { refine } from '../detect/refine.ts'
import type { JurisdictionReader } from '../jurisdiction/jurisdictions.ts'
import { onnxJurisdictionReader } from '../jurisdiction/onnx-jurisdiction-reader.ts'
import type { Models } from '../models/models.ts'
import { decode } from '../photograph/decode.ts'
import { evidenceOf } from '../photograph/evidence.ts'
import { onnxReader } from '../read/onnx-reader.ts'
import type { Reader } from '../read/reader.ts'
import type { Evidence, Look } from './vision.ts'

/** What the thread of the eyes does. It blocks while a model runs. */
export interface Seeing {
  see(pixels: Pixels, area?: Area): Promise<Look>
  /** Takes the whole picture for one loosely cut plate, as of a set of crops. */
  seeCrop(pixels: Pixels): Promise<Look>
  evidence(pixels: Pixels, corners: Corners): Promise<Evidence>
}

export function seeing(models: Models): Seeing {
  const detector = onnxDetector(models)
  const reader = onnxReader(models)
  const states = models.jurisdiction && onnxJurisdictionReader(models.jurisdiction)
  const crop: Detector = { detect: (picture) => tightened(picture, models) }
  return {
    see: (pixels, area) => look(pixels, detector, reader, states, area),
    seeCrop: (pixels) => look(pixels, crop, reader, states),
    evidence: async (pixels, corners) => evidenceOf(await decode(pixels), corners),
  }
}

async function look(
  pixels: Pixels,
  detector: Detector,
  reader: Reader,
  states: JurisdictionReader | null,
  area?: Area,
): Promise<Look> {
  const started = performance.now()
  const picture = await decode(pixels)
  const decoded = performance.now()
  const detections = await detector.detect(picture, area)
  const detected = performance.now()
  const readings = await reader.read(picture, detections)
  const told = await states?.tell(picture, detections)
  const glimpses = readings.map((reading, index) => ({ ...reading, jurisdiction: told?.[index] ?? null }))
  const read = performance.now()
  const { width, height } = picture
  const ms = { decode: decoded - started, detect: detected - decoded, read: read - detected }
  return { width, height, glimpses, ms }
}

/** How much of a crop's width and height, on each side, usually is not the plate. */
const LOOSE = 0.04

/**
 * A crop as one plate: a little inside its bounds, which are loose, then tightened. Whoever says that this is
 * a plate is not asked whether it is one, so where tightening finds none it is read as it was cut.
 */
async function tightened(picture: Picture, models: Models): Promise<Detection[]> {
  const [left, right] = [picture.width * LOOSE, picture.width * (1 - LOOSE)]
  const [top, bottom] = [picture.height * LOOSE, picture.height * (1 - LOOSE)]
  const cut: Detection = {
    corners: [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ],
    probability: 1,
  }
  const [tight] = await refine(picture, [cut], models)
  return [{ ...(tight ?? cut), probability: 1 }]
}
