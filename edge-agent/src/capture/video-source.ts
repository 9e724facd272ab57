import type { FrameSource } from './frame-source.ts'
import type { Replay } from './replay.ts'
import { videoPictures } from './video-pictures.ts'

/** Replays a video at true speed, `rate` frames a second. */
export function videoSource(
  options: Replay & {
    readonly path: string
    /** Frames a second that are looked at, whatever the video has. */
    readonly rate: number
  },
): FrameSource {
  const { camera, angle, clock, speed, loop, path, rate } = options
  return {
    camera,
    angle,
    async *frames(signal) {
      let sequence = 0
      const started = clock.now()
      do {
        for await (const picture of videoPictures(path, rate, signal)) {
          const capturedAt = Math.round(started + (sequence * 1000) / rate / speed)
          await clock.until(capturedAt, signal)
          if (signal.aborted) return
          yield { camera, angle, sequence: sequence++, capturedAt, pixels: { kind: 'rgb', ...picture } }
        }
      } while (loop && !signal.aborted)
    },
  }
}
