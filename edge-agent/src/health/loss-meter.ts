import type { HealthMessage } from '@archway/shared/messages'
import type { Outcomes } from '../fuse/state.ts'

/** Frames are counted where they are captured; everything after that here. */
type Counted = Omit<HealthMessage['pipeline'], 'framesCaptured' | 'framesDropped'>

/**
 * Counts what becomes of everything that was seen, since start, so that a loss shows as a number: frames
 * seen → detections → glimpses → unreadable or Reads → hits, and errors. Also holds what last went wrong with
 * each camera's frames until a frame goes well again.
 */
export class LossMeter {
  readonly #counts: { -readonly [name in keyof Counted]: number } = {
    framesSeen: 0,
    framesStill: 0,
    detections: 0,
    glimpses: 0,
    unreadable: 0,
    reads: 0,
    hits: 0,
    errors: 0,
  }
  readonly #faults = new Map<string, string>()

  seen(camera: string, glimpses: number): void {
    this.#counts.framesSeen++
    // Each detection is read, so the two differ only in a frame that failed, which is an error.
    this.#counts.detections += glimpses
    this.#counts.glimpses += glimpses
    this.#faults.delete(camera)
  }

  still(): void {
    this.#counts.framesStill++
  }

  outcomes({ unreadable }: Outcomes): void {
    this.#counts.unreadable += unreadable
  }

  emitted(hits: number): void {
    this.#counts.reads++
    this.#counts.hits += hits
  }

  failed(camera: string | null, fault: string): void {
    this.#counts.errors++
    if (camera !== null) this.#faults.set(camera, fault)
  }

  counts(): Counted {
    return { ...this.#counts }
  }

  faultOf(camera: string): string | null {
    return this.#faults.get(camera) ?? null
  }
}
