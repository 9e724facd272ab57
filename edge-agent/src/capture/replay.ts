import { readFile } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import type { Angle } from '@archway/shared/read'
import type { Clock } from './clock.ts'
import { CaptureError, type Frame } from './frame-source.ts'

/** One photograph of a recording, and when in it: milliseconds from its beginning. */
export interface Shot {
  readonly path: string
  readonly at: number
}

export interface Replay {
  readonly camera: string
  readonly angle: Angle
  readonly clock: Clock
  /** How many times faster than it was; what a frame says of its time is when it was shown. */
  readonly speed: number
  /** Whether it begins again at its end, for ever. */
  readonly loop: boolean
}

/**
 * Shows photographs at the pace of their times.
 *
 * @param length of the recording in milliseconds, so that the cameras of a unit loop together
 */
export async function* replay(
  shots: readonly Shot[],
  length: number,
  { camera, angle, clock, speed, loop }: Replay,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const started = clock.now()
  let sequence = 0
  for (let round = 0; round === 0 || loop; round++) {
    for (const { path, at } of shots) {
      const capturedAt = Math.round(started + (round * length + at) / speed)
      await clock.until(capturedAt, signal)
      if (signal.aborted) return
      yield {
        camera,
        angle,
        sequence: sequence++,
        capturedAt,
        pixels: { kind: 'encoded', bytes: await read(path) },
      }
    }
    // A camera that has nothing in this recording waits for its end all the same, and never spins.
    await clock.until(started + ((round + 1) * length) / speed, signal)
    await turn()
    if (signal.aborted) return
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new CaptureError(
      `cannot read ${path}`,
      'Check that the file is there and may be read by the agent.',
      cause,
    )
  }
}
