import { readFileSync } from 'node:fs'
import type { Location } from '@archway/shared/read'
import { z } from 'zod'
import type { Locator } from './locator.ts'

/** A recorded drive, as in `track.json`: where the vehicle was, `t_ms` milliseconds after the beginning. */
export const RecordedDrive = z
  .array(
    z.strictObject({
      t_ms: z.number().min(0),
      lat: z.number().min(-90).max(90),
      lon: z.number().min(-180).max(180),
      accuracy: z.number().min(0),
    }),
  )
  .min(1)
  .refine(
    (fixes) => fixes.every((fix, index) => index === 0 || fix.t_ms > (fixes[index - 1]?.t_ms ?? -1)),
    'times must rise from fix to fix',
  )
export type RecordedDrive = z.infer<typeof RecordedDrive>

/** Reads `track.json`. Throws what is wrong with it, in words. */
export function readDrive(path: string): RecordedDrive {
  try {
    return RecordedDrive.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
    throw new Error(`the recorded drive ${path} cannot be used: ${reason}`, { cause })
  }
}

/** A place between two fixes further apart than this would be an invention. */
const LONGEST_GAP_MS = 10_000

/**
 * Replays a drive. It begins at `startedAt`, and after its end begins again, so that a demonstration can go
 * on; between two fixes the place is on the straight line, with the worse of their accuracies.
 */
export function recordedLocator(drive: RecordedDrive, startedAt: number): Locator {
  const length = drive.at(-1)?.t_ms ?? 0
  return {
    at(timeMs) {
      if (timeMs < startedAt) return null
      const time = length > 0 ? (timeMs - startedAt) % length : 0
      const next = drive.findIndex((fix) => fix.t_ms >= time)
      const after = drive[next]
      const before = drive[next - 1] ?? after
      if (!after || !before || time < (drive[0]?.t_ms ?? 0) || after.t_ms - before.t_ms > LONGEST_GAP_MS)
        return null
      const share = after.t_ms === before.t_ms ? 1 : (time - before.t_ms) / (after.t_ms - before.t_ms)
      const location: Location = {
        lat: before.lat + (after.lat - before.lat) * share,
        lon: before.lon + (after.lon - before.lon) * share,
        accuracyMetres: Math.max(before.accuracy, after.accuracy),
        fixedAt: timeMs,
      }
      return location
    },
  }
}
