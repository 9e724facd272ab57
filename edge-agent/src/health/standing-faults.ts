import type { HealthMessage, UnitFault } from '@archway/shared/messages'

/** Below this much free space the unit soon cannot keep what it reads. */
const LEAST_FREE_BYTES = 2 ** 30
/** As many as a message takes. */
const MOST = 32

/** Which of a unit's faults stand, and since when. */
export interface StandingFaults {
  /**
   * The faults that a message shows, the oldest first. One that went and came back is a new one.
   * @param now milliseconds since 1970, by the unit's clock
   */
  of(health: Omit<HealthMessage, 'faults'>, now: number): UnitFault[]
}

export function createStandingFaults(): StandingFaults {
  let since = new Map<string, UnitFault>()
  return {
    of(health, now) {
      const standing = namedFaults(health).map(({ kind, part }) => {
        const key = `${kind} ${part}`
        return [key, since.get(key) ?? { kind, part, since: now }] as const
      })
      since = new Map(standing)
      return [...since.values()].sort((a, b) => a.since - b.since).slice(0, MOST)
    },
  }
}

/** Only what is so at this moment: what was lost since the start is a count, and has no end. */
function namedFaults({ cameras, hotlist, machine, hasFix }: Omit<HealthMessage, 'faults'>) {
  const named: Pick<UnitFault, 'kind' | 'part'>[] = cameras
    .filter(({ fault }) => fault !== null)
    .map(({ camera }) => ({ kind: 'camera', part: camera }))
  if (hotlist.fault !== null) named.push({ kind: 'hotlist', part: '' })
  else if (hotlist.canary === 'missing') named.push({ kind: 'canary', part: '' })
  if (machine.diskFreeBytes === null || machine.diskFreeBytes < LEAST_FREE_BYTES) {
    named.push({ kind: 'disk', part: '' })
  }
  if (hasFix === false) named.push({ kind: 'fix', part: '' })
  return named
}
