import type { FrameSource } from './frame-source.ts'
import { photographsIn } from './photographs.ts'
import { type Replay, replay } from './replay.ts'
import { sceneRecording } from './scene-table.ts'

/**
 * Replays a folder of frames at true speed: by the times in its `scenes.json`, or by name, `interval` apart.
 */
export function folderSource(
  options: Replay & {
    readonly folder: string
    /** Whose frames of scenes.json; null takes those of every unit. */
    readonly unit: string | null
    /** Milliseconds between frames of a folder without scenes.json. */
    readonly interval: number
    /** Milliseconds between one passing and the next of a scenes.json: enough for the Read to close. */
    readonly gap: number
  },
): FrameSource {
  const { camera, angle, folder, unit, interval, gap } = options
  return {
    camera,
    angle,
    async *frames(signal) {
      const scenes = await sceneRecording(folder, unit, angle, gap)
      if (scenes) {
        yield* replay(scenes.shots, scenes.length, options, signal)
        return
      }
      const paths = await photographsIn(folder)
      const shots = paths.map((path, index) => ({ path, at: index * interval }))
      yield* replay(shots, paths.length * interval, options, signal)
    },
  }
}
