import type { UnitView } from '@archway/shared/api'
import { decodeJson } from '@archway/shared/codec'
import type { DeviceId } from '@archway/shared/id'
import type { Refusal } from '@archway/shared/messages'
import { HealthMessage, StatusMessage } from '@archway/shared/messages'
import type { Arrival } from '../broker/broker.ts'
import { healthFaults } from './health-faults.ts'
import type { LiveRegistry } from './ledger-registry.ts'
import type { Unit } from './registry.ts'

/** Health comes every ten seconds; a unit that misses four of them is not there, whatever it said last. */
export const SILENCE_MS = 45_000
/** How often the ledger is told that a unit was heard. */
const SEEN_GRAIN_MS = 60_000

interface Heard {
  readonly seenAt: number
  readonly online: boolean
  readonly health: HealthMessage | null
  readonly writtenAt: number
}

/** What central knows of the units at this moment: who is there, and how they are. In memory only. */
export interface Presence {
  /** Any message at all shows that a unit is there. */
  heard(device: DeviceId): void
  /** Takes `status` and `health`; null when the message was understood. */
  accept(arrival: Arrival): Refusal | null
  /** Looks for units that fell silent. Call it every few seconds. */
  tick(): void
  view(device: DeviceId): UnitView | null
  views(): UnitView[]
  /** Of a unit that is there: how many cameras it has, and what is wrong with which, by its last word. */
  cameraFaults(device: DeviceId): {
    readonly cameras: number
    readonly faults: readonly { readonly camera: string; readonly fault: string }[]
  }
  /** Called with each unit that changed. Ends with what comes back. */
  watch(listener: (unit: UnitView) => void): () => void
  /** Tells the watchers of every unit: the registry changed. */
  registryChanged(): void
}

export function createPresence(means: {
  readonly registry: Pick<LiveRegistry, 'unit' | 'units' | 'lastSeenAt'>
  readonly now: () => number
  /** Remembers beyond a restart when a unit was last heard. */
  readonly seen: (device: DeviceId, at: number) => void
}): Presence {
  const { registry, now, seen } = means
  const units = new Map<DeviceId, Heard>()
  const watchers = new Set<(unit: UnitView) => void>()

  const tell = (device: DeviceId) => {
    const view = presence.view(device)
    if (view) for (const watcher of watchers) watcher(view)
  }
  const update = (device: DeviceId, change: Partial<Heard>) => {
    const at = now()
    const before = units.get(device) ?? { seenAt: at, online: false, health: null, writtenAt: 0 }
    const isDue = at - before.writtenAt >= SEEN_GRAIN_MS
    if (isDue) seen(device, at)
    units.set(device, { ...before, seenAt: at, ...change, writtenAt: isDue ? at : before.writtenAt })
  }

  const presence: Presence = {
    heard(device) {
      const wasOnline = units.get(device)?.online ?? false
      update(device, { online: true })
      if (!wasOnline) tell(device)
    },
    accept({ device, channel, payload }) {
      if (channel === 'health') {
        const health = decodeJson(HealthMessage, payload)
        if (!health.ok) return health.error
        update(device, { online: true, health: health.value })
      } else {
        const status = decodeJson(StatusMessage, payload)
        if (!status.ok) return status.error
        update(device, { online: status.value.state === 'online' })
      }
      tell(device)
      return null
    },
    tick() {
      for (const [device, heard] of units) {
        if (!heard.online || now() - heard.seenAt < SILENCE_MS) continue
        units.set(device, { ...heard, online: false })
        tell(device)
      }
    },
    view(device) {
      const unit = registry.unit(device)
      return unit && viewOf(unit, units.get(device), registry.lastSeenAt(device), now())
    },
    views: () => registry.units().flatMap(({ id }) => presence.view(id) ?? []),
    cameraFaults(device) {
      const cameras = units.get(device)?.health?.cameras ?? []
      const faults = cameras.flatMap(({ camera, fault }) => (fault === null ? [] : [{ camera, fault }]))
      return { cameras: cameras.length, faults }
    },
    watch(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    registryChanged() {
      for (const { id } of registry.units()) tell(id)
    },
  }
  return presence
}

function viewOf(unit: Unit, heard: Heard | undefined, knownSeenAt: number | null, now: number): UnitView {
  const { id, kind, name, place } = unit
  const lastSeenAt = heard?.seenAt ?? knownSeenAt
  const online = heard?.online === true && unit.revokedAt === null
  const health = heard?.health ?? null
  return {
    id,
    kind,
    name,
    place,
    state: online ? 'online' : lastSeenAt === null ? 'never-seen' : 'offline',
    lastSeenAt,
    hotlistVersion: health?.hotlist.version ?? null,
    waiting: health?.outbox.waiting ?? null,
    framesDropped: health?.pipeline.framesDropped ?? null,
    faults: [
      ...(unit.revokedAt === null ? [] : ['the unit is revoked']),
      ...(online && health ? healthFaults(health, heard?.seenAt ?? now) : []),
    ],
  }
}
