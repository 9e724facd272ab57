import type { UnitView } from '@archway/shared/api'
import type { UnitEvent } from '@archway/shared/api/deployment'
import { type DeviceId, dayAt } from '@archway/shared/id'
import type { NoticedEvent, TallyLedger } from '../ledger/tally-ledger.ts'
import type { Presence } from './presence.ts'

/** A unit that is away for less is no outage, and a fault that goes by itself in less no event: cars pass tunnels. */
const LASTING_MS = 120_000
/** A tick that comes later than this is no longer one in which everything stayed as it was. */
const LONGEST_TICK_MS = 60_000
const WRITE_EVERY_MS = 300_000

export interface JournalMeans {
  readonly presence: Pick<Presence, 'views' | 'cameraFaults'>
  readonly ledger: Pick<TallyLedger, 'addUptime' | 'openEvents' | 'beginEvent' | 'endEvent'>
  readonly now: () => number
}

/** Writes down for how long each unit was there, and when it was not, or could not see. */
export interface UnitJournal {
  /** Looks at every unit. Call it every ten seconds or so. */
  tick(): Promise<void>
  /** Writes what was not written yet. */
  flush(): Promise<void>
}

/** @returns a journal that goes on with the events that are open in the ledger */
export function createUnitJournal({ presence, ledger, now }: JournalMeans): UnitJournal {
  const startedAt = now()
  let lastTick = startedAt
  let lastWritten = startedAt
  const up = new Map<string, Map<DeviceId | '', number>>()
  /** Since when something is wrong that is not an event yet. */
  const pending = new Map<string, number>()

  const addUp = (at: number, device: DeviceId | '', ms: number) => {
    const day = dayAt(at)
    const of = up.get(day) ?? new Map<DeviceId | '', number>()
    of.set(device, (of.get(device) ?? 0) + ms)
    up.set(day, of)
  }

  /** What is wrong with a unit at this moment, with the time since when. */
  const wrongWith = (unit: UnitView, at: number): NoticedEvent[] => {
    if (unit.state === 'never-seen' || unit.lastSeenAt === null) return []
    if (unit.state === 'offline') {
      return [
        {
          device: unit.id,
          kind: 'outage',
          part: '',
          detail: 'nothing was heard of it',
          since: unit.lastSeenAt,
        },
      ]
    }
    const { cameras, faults } = presence.cameraFaults(unit.id)
    const blind = faults.map(({ camera, fault }): NoticedEvent => {
      return { device: unit.id, kind: 'camera', part: camera, detail: fault, since: at }
    })
    // A cable is cut, a housing opened or covered: the cameras go together, and the unit goes on.
    const all: NoticedEvent = {
      device: unit.id,
      kind: 'tamper',
      part: '',
      detail: `all ${cameras} cameras failed while the unit goes on: tampering is possible`,
      since: at,
    }
    return cameras >= 2 && faults.length === cameras ? [...blind, all] : blind
  }

  /** What a camera does cannot be known of a unit that is away, or has not spoken yet; a unit that is gone for good has no events. */
  const isOver = ({ kind }: UnitEvent, unit: UnitView | undefined) =>
    unit === undefined ||
    kind === 'outage' ||
    (unit.state === 'online' && presence.cameraFaults(unit.id).cameras > 0)

  const follow = async (at: number) => {
    const units = presence.views().filter(({ faults }) => !faults.includes('the unit is revoked'))
    const wrong = new Map(units.flatMap((unit) => wrongWith(unit, at)).map((event) => [keyOf(event), event]))
    const open = new Map((await ledger.openEvents()).map((event) => [keyOf(event), event]))
    const byId = new Map(units.map((unit) => [unit.id, unit]))
    for (const [key, event] of open) {
      const unit = byId.get(event.device)
      if (!wrong.has(key) && isOver(event, unit)) await ledger.endEvent(event.n, at)
    }
    for (const [key, event] of wrong) {
      const since = pending.get(key) ?? event.since
      pending.set(key, since)
      // After a start of central units need a moment to come back.
      const lasting = at - since >= LASTING_MS && at - startedAt >= LASTING_MS
      if (lasting && !open.has(key)) await ledger.beginEvent({ ...event, since })
    }
    for (const key of pending.keys()) if (!wrong.has(key)) pending.delete(key)
  }

  const flush = async () => {
    for (const [day, of] of [...up]) {
      up.delete(day)
      await ledger.addUptime(day, [...of])
    }
    lastWritten = now()
  }

  return {
    async tick() {
      const at = now()
      const passed = Math.min(Math.max(0, at - lastTick), LONGEST_TICK_MS)
      lastTick = at
      addUp(at, '', passed)
      for (const unit of presence.views()) if (unit.state === 'online') addUp(at, unit.id, passed)
      await follow(at)
      if (at - lastWritten >= WRITE_EVERY_MS) await flush()
    },
    flush,
  }
}

const keyOf = ({ device, kind, part }: Pick<UnitEvent, 'device' | 'kind' | 'part'>) =>
  `${device} ${kind} ${part}`
