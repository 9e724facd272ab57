import type { FrameSource } from './frame-source.ts'
import { photographsIn } from './photographs.ts'
import { type Replay, replay } from './replay.ts'

/**
 * A folder of photographs, one after another by name. With angle 1 and an interval longer than a passing,
 * each is a vehicle of its own whose angle 2 was never taken: its Read says so, nothing is made up.
 */
export function photoSource(
  options: Replay & {
    readonly folder: string
    /** Milliseconds from one photograph to the next. */
    readonly interval: number
  },
): FrameSource {
  const { camera, angle, folder, interval } = options
  return {
    camera,
    angle,
    async *frames(signal) {
      const paths = await photographsIn(folder)
      const shots = paths.map((path, index) => ({ path, at: index * interval }))
      yield* replay(shots, paths.length * interval, options, signal)
    },
  }
}
