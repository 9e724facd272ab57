import type { HotlistIndex } from '@archway/shared/hotlist'
import { match } from '@archway/shared/match'
import { candidatesOf, type Location } from '@archway/shared/read'
import type { Frame } from './capture/frame-source.ts'
import { motionGate } from './capture/motion-gate.ts'
import { emit, type Mint, mintRead, type Sink, sightingOf } from './emit.ts'
import { flush, fuse, letTimePass } from './fuse/fuse.ts'
import type { Passing } from './fuse/passing.ts'
import type { FuseSettings } from './fuse/settings.ts'
import { type FuseState, NOTHING_SEEN, type Step } from './fuse/state.ts'
import type { LossMeter } from './health/loss-meter.ts'
import type { Evidence, Look, Vision } from './vision/vision.ts'

export interface PipelineParts {
  /**
   * Of all cameras, the newest of each first: see `newest`. As many of them as frames are seen at once; those of one
   * camera come one after the other.
   */
  readonly frames: readonly AsyncIterable<Frame>[]
  readonly vision: Vision
  readonly hotlist: { current(): HotlistIndex }
  /** Asked only for a Hit. Null on a fixed unit. */
  readonly locator: { at(timeMs: number): Location | null } | null
  readonly sinks: readonly Sink[]
  readonly meter: LossMeter
  readonly mint: Omit<Mint, 'model' | 'jurisdictions'>
  readonly settings: { readonly fuse: FuseSettings; readonly minimumProbability: number }
  /** Told of what went wrong; the pipeline goes on. */
  readonly onFault: (where: string, error: unknown) => void
}

/**
 * How often time passes without a frame, and how far behind the clock: a frame takes a moment from the shutter
 * to here. It never passes a frame that is being seen.
 */
const TICK_MS = 200
const BEHIND_CLOCK_MS = 500

/**
 * The way of everything that the unit sees: frame → glimpses → passing → Read → hits → sinks. It ends when the
 * frames do, with every open passing closed. Nothing that fails on the way stops it: a frame that cannot be
 * seen is counted and shows in health, a Read whose images cannot be cut out goes without them.
 */
export async function pipeline(parts: PipelineParts): Promise<void> {
  const { vision, meter, settings, mint } = parts
  const gate = motionGate()
  let state: FuseState = NOTHING_SEEN
  const beingSeen = new Set<Frame>()
  const emitting = new Set<Promise<void>>()

  const timer = setInterval(() => {
    const begun = [...beingSeen].map((frame) => frame.capturedAt)
    const until = Math.min(mint.clock() - BEHIND_CLOCK_MS, ...begun)
    if (state.watermarks.size > 0) take(letTimePass(state, until, settings.fuse))
  }, TICK_MS)
  try {
    const ends = await Promise.allSettled(parts.frames.map(consume))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  } finally {
    clearInterval(timer)
    take(flush(state, settings.fuse))
    await Promise.all(emitting)
  }

  async function consume(frames: AsyncIterable<Frame>): Promise<void> {
    for await (const frame of frames) {
      beingSeen.add(frame)
      const look = await see(frame)
      beingSeen.delete(frame)
      if (!look) continue
      take(fuse(state, { frame, width: look.width, height: look.height }, look.glimpses, settings.fuse))
      await Promise.all(emitting)
    }
  }

  async function see(frame: Frame): Promise<Pick<Look, 'width' | 'height' | 'glimpses'> | null> {
    try {
      const where = gate.whereToLook(frame)
      if (frame.pixels.kind === 'rgb' && where === 'nowhere') {
        meter.still()
        const { width, height } = frame.pixels
        return { width, height, glimpses: [] }
      }
      const look = await vision.see(frame, typeof where === 'object' ? where : undefined)
      gate.looked(frame, look.glimpses.length)
      meter.seen(frame.camera, look.glimpses.length)
      return look
    } catch (error) {
      failed(frame.camera, `camera ${frame.camera}`, error)
      return null
    }
  }

  function take(step: Step): void {
    state = step.state
    meter.outcomes(step.outcomes)
    for (const passing of step.closed) {
      const done = emitRead(passing)
        .catch((error: unknown) => failed(null, 'emitting a Read', error))
        .finally(() => emitting.delete(done))
      emitting.add(done)
    }
  }

  async function emitRead(passing: Passing): Promise<void> {
    const evidence = await evidenceOf(passing)
    const { read, images } = mintRead(passing, evidence, {
      ...mint,
      model: vision.model,
      jurisdictions: vision.jurisdictions,
    })
    const matches = match(
      candidatesOf(read),
      parts.hotlist.current(),
      mint.clock(),
      settings.minimumProbability,
    )
    const location = matches.length > 0 ? (parts.locator?.at(read.lastSeenAt) ?? null) : null
    const sighting = sightingOf(read, matches, location)
    meter.emitted(sighting.hits.length)
    emit(parts.sinks, sighting, images, (sink, error) => {
      failed(null, `sink ${sink}`, error)
    })
  }

  async function evidenceOf(passing: Passing): Promise<Map<1 | 2, Evidence>> {
    const cut = new Map<1 | 2, Evidence>()
    for (const { angle, camera, best } of passing.views) {
      try {
        cut.set(angle, await vision.evidence(best.seen.frame, best.sight.detection.corners))
      } catch (error) {
        failed(camera, `images of camera ${camera}`, error)
      }
    }
    return cut
  }

  function failed(camera: string | null, where: string, error: unknown): void {
    meter.failed(camera, error instanceof Error ? error.message : String(error))
    parts.onFault(where, error)
  }
}
