import { describe, expect, it } from 'vitest'
import { leapingClock } from './clock.fixture.ts'
import type { Clock } from './clock.ts'
import { CaptureError, type Frame, type FrameSource } from './frame-source.ts'

export interface Subject {
  /** A recording of at least three frames. */
  readonly working: (clock: Clock, loop: boolean) => FrameSource
  /** The same kind of source over something that is not there. */
  readonly broken: (clock: Clock) => FrameSource
  readonly frames: number
}

const collect = async (source: FrameSource, signal = new AbortController().signal): Promise<Frame[]> => {
  const frames: Frame[] = []
  for await (const frame of source.frames(signal)) frames.push(frame)
  return frames
}

/** What every driver of `FrameSource` that replays a recording promises. */
export function frameSourceContract(name: string, subject: Subject): void {
  describe(`${name} as a FrameSource`, () => {
    it('yields every frame, named, numbered from 0, and ends with its recording', async () => {
      const source = subject.working(leapingClock(), false)
      const frames = await collect(source)
      expect(frames.length).toBe(subject.frames)
      expect(frames.map((frame) => frame.sequence)).toEqual(frames.map((_, index) => index))
      for (const frame of frames) {
        expect([frame.camera, frame.angle]).toEqual([source.camera, source.angle])
        expect(frame.pixels.bytes.byteLength).toBeGreaterThan(0)
      }
    })

    it('stamps frames with when they were shown: in order, never ahead of the clock', async () => {
      const clock = leapingClock()
      const started = clock.now()
      let last = started
      for await (const frame of subject.working(clock, false).frames(new AbortController().signal)) {
        expect(Number.isInteger(frame.capturedAt)).toBe(true)
        expect(frame.capturedAt).toBeGreaterThanOrEqual(last)
        expect(frame.capturedAt).toBeLessThanOrEqual(clock.now())
        last = frame.capturedAt
      }
      expect(last).toBeGreaterThan(started)
    })

    it('goes round for ever when told to, numbering on, and ends when aborted', async () => {
      const abort = new AbortController()
      const frames: Frame[] = []
      for await (const frame of subject.working(leapingClock(), true).frames(abort.signal)) {
        frames.push(frame)
        if (frames.length === subject.frames + 2) abort.abort()
      }
      expect(frames.map((frame) => frame.sequence)).toEqual(frames.map((_, index) => index))
      expect(frames.length).toBe(subject.frames + 2)
      const times = frames.map((frame) => frame.capturedAt)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(new Set(times).size).toBe(times.length)
    })

    it('yields nothing once aborted', async () => {
      expect(await collect(subject.working(leapingClock(), false), AbortSignal.abort())).toEqual([])
    })

    it('may be left in the middle and started again', async () => {
      const source = subject.working(leapingClock(), false)
      for await (const frame of source.frames(new AbortController().signal)) {
        if (frame.sequence === 1) break
      }
      expect((await collect(source)).length).toBe(subject.frames)
    })

    it('throws a CaptureError with a hint instead of falling silent', async () => {
      const outcome = await collect(subject.broken(leapingClock())).catch((error: unknown) => error)
      expect(outcome).toBeInstanceOf(CaptureError)
      expect((outcome as CaptureError).message).not.toBe('')
      expect((outcome as CaptureError).hint).not.toBe('')
    })
  })
}
