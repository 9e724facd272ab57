import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Angle } from '@archway/shared/read'
import { z } from 'zod'
import { CaptureError } from './frame-source.ts'
import type { Shot } from './replay.ts'

/** `scenes.json`, as the sample scenes' generator writes it; what is true in a frame is of no interest here. */
const SceneTable = z.object({
  frames: z
    .array(
      z.object({
        passing: z.string().min(1),
        unit: z.string().min(1),
        angle: Angle,
        file: z.string().regex(/^[\w.-]+$/, 'is not the name of a file beside scenes.json'),
        /** Milliseconds from the beginning of the passing. */
        t_ms: z.int().min(0),
      }),
    )
    .min(1),
})

export interface Recording {
  readonly shots: readonly Shot[]
  /** Milliseconds, the same for every camera of the unit. */
  readonly length: number
}

/**
 * What one camera of one unit recorded: the unit's passings in order, `gap` milliseconds apart. The times of
 * passings come from all of the unit's frames, so that its two cameras keep step.
 *
 * @param unit whose frames; null takes all
 * @returns null where the folder has no scenes.json
 */
export async function sceneRecording(
  folder: string,
  unit: string | null,
  angle: Angle,
  gap: number,
): Promise<Recording | null> {
  const table = await readTable(join(folder, 'scenes.json'))
  if (table === null) return null
  const ofUnit = table.frames.filter((frame) => unit === null || frame.unit === unit)
  if (ofUnit.length === 0) {
    const known = [...new Set(table.frames.map((frame) => frame.unit))].join(', ')
    throw new CaptureError(`${folder} has no frame of the unit "${unit}"`, `Its units are: ${known}.`)
  }
  const beginnings = new Map<string, number>()
  let length = 0
  for (const passing of new Set(ofUnit.map((frame) => frame.passing))) {
    beginnings.set(passing, length)
    const last = Math.max(...ofUnit.filter((frame) => frame.passing === passing).map((frame) => frame.t_ms))
    length += last + gap
  }
  const shots = ofUnit
    .filter((frame) => frame.angle === angle)
    .map(({ passing, file, t_ms }) => ({
      path: join(folder, file),
      at: (beginnings.get(passing) ?? 0) + t_ms,
    }))
    .sort((a, b) => a.at - b.at)
  return { shots, length }
}

async function readTable(path: string): Promise<z.infer<typeof SceneTable> | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new CaptureError(`cannot read ${path}`, 'Check its permissions.', cause)
  }
  try {
    return SceneTable.parse(JSON.parse(text))
  } catch (cause) {
    throw new CaptureError(`${path} is not a table of scenes`, 'Render the sample scenes again.', cause)
  }
}
