import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import sharp from 'sharp'
import type { Picture } from '../../edge-agent/src/detect/detector.ts'
import { decode, PhotographError } from '../../edge-agent/src/photograph/decode.ts'
import type { ThreadedVision } from '../../edge-agent/src/vision/threaded-vision.ts'
import { type AngleLook, passing, type Said } from './fuse-angles.ts'
import { type Box, type Label, loadSet, SETS, type SetName } from './labels.ts'
import type { Area } from './perspective.ts'
import { randomFor } from './random.ts'
import { LOOSE, SEVERITIES, type Severity, secondView } from './second-view.ts'

/** Whether the first camera took the original, or is rendered from it like the second. */
export const VARIANTS = ['original and rendered', 'both rendered'] as const
type Variant = (typeof VARIANTS)[number]

/** One passing of one plate before two cameras. */
export interface Trial {
  readonly variant: Variant
  readonly severity: Severity
  readonly one: Said
  readonly two: Said
  readonly fused: Said
  /** Fusion took the two angles for two plates: two Reads, of which `fused` is the surer one. */
  readonly isSplit: boolean
}

/** All passings of one plate: they share its faults, so they are drawn again together. */
export interface Plate {
  readonly trials: readonly Trial[]
}

interface Source {
  readonly picture: Picture
  readonly plate: Area
  /** The plate as a crop of a set: with a little around it. */
  readonly crop: Uint8Array
  readonly label: Label
  readonly name: string
}

/**
 * Has every transcribed plate of a set pass two cameras, `seeds` times by each variant and severity.
 *
 * @param onUnreadable hears of each photograph that cannot be decoded; the run goes on
 */
export async function benchmarkFusion(
  vision: Pick<ThreadedVision, 'seeCrop'>,
  data: string,
  name: SetName,
  seeds: number,
  onUnreadable: (path: string, error: PhotographError) => void,
): Promise<Plate[]> {
  const plates: Plate[] = []
  for (const { path, labels } of await loadSet(data, name)) {
    const wanted = labels.filter((label) => label.text !== '' && !label.ignored)
    if (wanted.length === 0) continue
    try {
      const bytes = await readFile(path)
      const picture = await decode({ kind: 'encoded', bytes })
      for (const [index, label] of wanted.entries()) {
        const source = {
          picture,
          label,
          name: `${basename(path)}#${index}`,
          ...(SETS[name].crops ? wholeOf(picture, bytes) : await cutOf(picture, label.box)),
        }
        plates.push({ trials: await trialsOf(vision, source, seeds) })
      }
    } catch (error) {
      if (!(error instanceof PhotographError)) throw error
      onUnreadable(path, error)
    }
  }
  return plates
}

const wholeOf = ({ width, height }: Picture, crop: Uint8Array) => ({
  crop,
  plate: { x0: width * LOOSE, y0: height * LOOSE, x1: width * (1 - LOOSE), y1: height * (1 - LOOSE) },
})

async function cutOf({ width, height, rgb }: Picture, plate: Box) {
  const [x, y] = [(plate.x1 - plate.x0) * LOOSE, (plate.y1 - plate.y0) * LOOSE]
  const left = Math.max(0, Math.floor(plate.x0 - x))
  const top = Math.max(0, Math.floor(plate.y0 - y))
  const extract = {
    left,
    top,
    width: Math.min(width, Math.ceil(plate.x1 + x)) - left,
    height: Math.min(height, Math.ceil(plate.y1 + y)) - top,
  }
  const crop = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .extract(extract)
    .png({ compressionLevel: 1 })
    .toBuffer()
  return { plate, crop }
}

async function trialsOf(
  { seeCrop }: Pick<ThreadedVision, 'seeCrop'>,
  { picture, plate, crop, label, name }: Source,
  seeds: number,
): Promise<Trial[]> {
  const lookAt = async (bytes: Uint8Array): Promise<AngleLook> => {
    const pixels = { kind: 'encoded', bytes } as const
    return { pixels, look: await seeCrop({ pixels }) }
  }
  const alone = (look: AngleLook) => passing([look], label.text).said
  const original = await lookAt(crop)
  const trials: Trial[] = []
  for (const severity of Object.keys(SEVERITIES) as Severity[]) {
    for (let seed = 0; seed < seeds; seed++) {
      const render = async (camera: number) =>
        lookAt(await secondView(picture, plate, severity, randomFor(`${name} ${severity} ${seed} ${camera}`)))
      const [other, another] = [await render(1), await render(2)]
      for (const variant of VARIANTS) {
        const first = variant === 'both rendered' ? another : original
        const { said, reads } = passing([first, other], label.text)
        trials.push({
          variant,
          severity,
          one: alone(first),
          two: alone(other),
          fused: said,
          isSplit: reads > 1,
        })
      }
    }
  }
  return trials
}
