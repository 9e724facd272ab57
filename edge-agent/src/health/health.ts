import { HealthMessage } from '@archway/shared/messages'
import type { CameraCount } from '../capture/newest.ts'
import type { ListState } from '../hotlist/list-in-force.ts'
import type { OutboxState } from '../outbox/outbox.ts'
import type { LossMeter } from './loss-meter.ts'
import type { StandingFaults } from './standing-faults.ts'

export interface HealthSources {
  readonly software: string
  readonly model: string
  readonly startedAt: number
  readonly meter: LossMeter
  readonly cameras: readonly { readonly camera: string; readonly angle: 1 | 2 }[]
  readonly counts: () => ReadonlyMap<string, CameraCount>
  readonly outbox: () => OutboxState
  readonly hotlist: () => ListState
  readonly machine: () => Promise<HealthMessage['machine']>
  /** Null for a unit without a Locator. Whether there is a fix, never where. */
  readonly hasFix: (now: number) => boolean | null
  readonly faults: StandingFaults
}

/** The unit's state of this moment. A camera's fault is what keeps it from giving frames, or from being read. */
export async function healthNow(sources: HealthSources, now: number): Promise<HealthMessage> {
  const counts = sources.counts()
  let framesCaptured = 0
  let framesDropped = 0
  for (const count of counts.values()) {
    framesCaptured += count.captured
    framesDropped += count.dropped
  }
  const health = HealthMessage.parse({
    v: 1,
    at: now,
    upSeconds: Math.max(0, Math.floor((now - sources.startedAt) / 1000)),
    software: sources.software,
    model: sources.model,
    pipeline: { framesCaptured, framesDropped, ...sources.meter.counts() },
    outbox: sources.outbox(),
    hotlist: sources.hotlist(),
    cameras: sources.cameras.map(({ camera, angle }) => {
      const count = counts.get(camera)
      const fault = count?.fault ?? sources.meter.faultOf(camera)
      return { camera, angle, lastFrameAt: count?.lastFrameAt ?? null, fault: fault?.slice(0, 500) ?? null }
    }),
    machine: await sources.machine(),
    hasFix: sources.hasFix(now),
  })
  return { ...health, faults: sources.faults.of(health, now) }
}
