import { CaptureError, type Frame, type FrameSource } from './frame-source.ts'

export interface CameraCount {
  readonly captured: number
  readonly dropped: number
  readonly lastFrameAt: number | null
  /** Why it gives no frames any more, in words; null while it runs or when its recording is over. */
  readonly fault: string | null
}

export interface Newest extends AsyncIterable<Frame> {
  /**
   * The frames divided among `count` consumers that look at once. While one has a frame of a camera, no other is given
   * one of that camera: each camera's frames are seen in their order. Instead of iterating this, not beside it.
   */
  shared(count: number): readonly AsyncIterable<Frame>[]
  /** Since the start, by camera. */
  counts(): ReadonlyMap<string, CameraCount>
}

interface Slot {
  waiting: Frame | null
  /** A consumer has a frame of this camera. */
  isTaken: boolean
  /** When it was last given a turn: the camera that waited longest goes first. */
  served: number
  captured: number
  dropped: number
  lastFrameAt: number | null
  fault: CaptureError | null
}

/**
 * The frames of several cameras for consumers that may be too slow for them all: of each camera only the
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
    slots.set(camera, {
      waiting: null,
      isTaken: false,
      served: 0,
      captured: 0,
      dropped: 0,
      lastFrameAt: null,
      fault: null,
    })
  }
  // A consumer that walks away ends the cameras as an abort does.
  const stop = new AbortController()
  const over = AbortSignal.any([signal, stop.signal])
  let running = sources.length
  let turn = 0
  let hasBegun = false
  const asleep = new Set<() => void>()
  const wake = () => {
    for (const rouse of asleep) rouse()
  }

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
    shared: (count) => Array.from({ length: count }, () => ({ [Symbol.asyncIterator]: consumer })),
    [Symbol.asyncIterator]: consumer,
  }

  async function* consumer(): AsyncGenerator<Frame> {
    begin()
    let slot: Slot | null = null
    const release = () => {
      if (!slot) return
      slot.isTaken = false
      slot = null
      wake()
    }
    try {
      while (!signal.aborted) {
        slot = next(slots.values())
        if (slot?.waiting) {
          const frame = slot.waiting
          slot.waiting = null
          slot.isTaken = true
          slot.served = ++turn
          yield frame
          release()
        } else if (running === 0 && [...slots.values()].every(({ waiting }) => waiting === null)) break
        else await new Promise<void>((resolve) => sleep(resolve))
      }
    } finally {
      release()
      stop.abort()
    }
    const faults = [...slots.values()].flatMap((each) => each.fault ?? [])
    if (faults[0] && faults.length === sources.length && !signal.aborted) throw faults[0]
  }

  function begin(): void {
    if (hasBegun) return
    hasBegun = true
    for (const source of sources) {
      const slot = slots.get(source.camera)
      if (slot) void capture(source, slot)
    }
  }

  function sleep(resolve: () => void): void {
    const done = () => {
      signal.removeEventListener('abort', done)
      asleep.delete(done)
      resolve()
    }
    asleep.add(done)
    signal.addEventListener('abort', done)
  }
}

function next(slots: Iterable<Slot>): Slot | null {
  let longest: Slot | null = null
  for (const slot of slots) {
    if (slot.waiting && !slot.isTaken && (!longest || slot.served < longest.served)) longest = slot
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
