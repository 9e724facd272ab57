import { CaptureError, type Frame, type FrameSource } from './frame-source.ts'

export interface CameraCount {
  readonly captured: number
  readonly dropped: number
  readonly lastFrameAt: number | null
  /** Why it gives no frames any more, in words; null while it runs or when its recording is over. */
  readonly fault: string | null
}

export interface Newest extends AsyncIterable<Frame> {
  /** Since the start, by camera. */
  counts(): ReadonlyMap<string, CameraCount>
}

interface Slot {
  waiting: Frame | null
  /** When it was last given a turn: the camera that waited longest goes first. */
  served: number
  captured: number
  dropped: number
  lastFrameAt: number | null
  fault: CaptureError | null
}

/**
 * The frames of several cameras for one consumer that may be too slow for them all: of each camera only the
 * newest frame waits, an older one is dropped and counted, and cameras take turns. A camera that fails is
 * reported and the others go on. It ends when every camera has ended; when all of them failed, with the first
 * one's `CaptureError`.
 *
 * @param onFault hears of a camera that has failed, at once
 */
export function newest(
  sources: readonly FrameSource[],
  signal: AbortSignal,
  onFault: (source: FrameSource, error: CaptureError) => void,
): Newest {
  const slots = new Map<string, Slot>()
  for (const { camera } of sources) {
    if (slots.has(camera))
      throw new CaptureError(`two cameras are called "${camera}"`, 'Give each its own name.')
    slots.set(camera, { waiting: null, served: 0, captured: 0, dropped: 0, lastFrameAt: null, fault: null })
  }
  // A consumer that walks away ends the cameras as an abort does.
  const stop = new AbortController()
  const over = AbortSignal.any([signal, stop.signal])
  let running = sources.length
  let wake = () => {}

  const capture = async (source: FrameSource, slot: Slot) => {
    try {
      for await (const frame of source.frames(over)) {
        slot.captured++
        slot.lastFrameAt = frame.capturedAt
        if (slot.waiting) slot.dropped++
        slot.waiting = frame
        wake()
      }
    } catch (thrown) {
      slot.fault = faultOf(source, thrown)
      onFault(source, slot.fault)
    }
    running--
    wake()
  }

  return {
    counts: () =>
      new Map(
        [...slots].map(([camera, { captured, dropped, lastFrameAt, fault }]) => [
          camera,
          { captured, dropped, lastFrameAt, fault: fault?.message ?? null },
        ]),
      ),
    async *[Symbol.asyncIterator]() {
      for (const source of sources) {
        const slot = slots.get(source.camera)
        if (slot) void capture(source, slot)
      }
      try {
        for (let turn = 1; !signal.aborted; turn++) {
          const slot = next(slots.values())
          if (slot?.waiting) {
            const frame = slot.waiting
            slot.waiting = null
            slot.served = turn
            yield frame
          } else if (running === 0) break
          else await new Promise<void>((resolve) => onWake(resolve))
        }
      } finally {
        stop.abort()
      }
      const faults = [...slots.values()].flatMap((slot) => slot.fault ?? [])
      if (faults[0] && faults.length === sources.length && !signal.aborted) throw faults[0]
    },
  }

  function onWake(resolve: () => void): void {
    const done = () => {
      signal.removeEventListener('abort', done)
      wake = () => {}
      resolve()
    }
    wake = done
    signal.addEventListener('abort', done)
  }
}

function next(slots: Iterable<Slot>): Slot | null {
  let longest: Slot | null = null
  for (const slot of slots) {
    if (slot.waiting && (!longest || slot.served < longest.served)) longest = slot
  }
  return longest
}

const faultOf = (source: FrameSource, thrown: unknown): CaptureError =>
  thrown instanceof CaptureError
    ? thrown
    : new CaptureError(
        `the camera ${source.camera} failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        'This is an error of the program: report it.',
        thrown,
      )
