import type { HealthMessage, UnitFault } from '@archway/shared/messages'

/** A unit's clock may differ so much before it is a fault: beyond, its Reads will soon be refused. */
const CLOCK_MS = 60_000

/**
 * What is wrong with a unit by its own account, in sentences for whoever looks after it.
 * @param receivedAt when the message came, by central's clock
 */
export function healthFaults(health: HealthMessage, receivedAt: number): string[] {
  const faults: string[] = []
  const offMs = health.at - receivedAt
  if (Math.abs(offMs) > CLOCK_MS) {
    const minutes = Math.round(Math.abs(offMs) / 60_000)
    faults.push(`its clock is ${minutes} min ${offMs > 0 ? 'ahead' : 'behind'}`)
  }
  /** For how long, where the unit says so. Both times are by its own clock, which may be wrong. */
  const lasting = (kind: string, part = '') => {
    const fault = health.faults?.find((one) => one.kind === kind && one.part === part)
    return fault ? forHowLong(health.at - fault.since) : ''
  }
  for (const { camera, fault } of health.cameras) {
    if (fault) faults.push(`camera ${camera}: ${fault}${lasting('camera', camera)}`)
  }
  if (health.hotlist.fault) faults.push(`hotlist: ${health.hotlist.fault}${lasting('hotlist')}`)
  else if (health.hotlist.canary === 'missing') {
    faults.push(
      `hotlist: its matching does not find the canary, so it may match nothing; restart it, or replace its list${lasting('canary')}`,
    )
  }
  for (const fault of health.faults ?? []) {
    if (!TOLD_ABOVE.has(fault.kind))
      faults.push(`${otherFault(fault, health)}${lasting(fault.kind, fault.part)}`)
  }
  const { outbox, pipeline } = health
  if (pipeline.errors > 0) faults.push(`${pipeline.errors} errors since it started`)
  if (outbox.refused > 0) faults.push(`central refused ${outbox.refused} of its messages`)
  if (outbox.evicted > 0) faults.push(`its outbox was full: ${outbox.evicted} lost`)
  return faults
}

/** Kinds of which the message says more elsewhere. */
const TOLD_ABOVE: ReadonlySet<string> = new Set(['camera', 'hotlist', 'canary'])

function otherFault({ kind, part }: UnitFault, { machine }: HealthMessage): string {
  if (kind === 'fix') return 'it does not know where it is'
  if (kind !== 'disk') return [kind, part].filter(Boolean).join(' ')
  const free = machine.diskFreeBytes
  return free === null
    ? 'its disk cannot be looked at'
    : `its disk is nearly full: ${Math.floor(free / 2 ** 20)} MiB free`
}

const MINUTE_MS = 60_000
/** Nothing for less than a minute: it may be over before anybody has read it. */
function forHowLong(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS)
  if (minutes < 1) return ''
  if (minutes < 120) return `, for ${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `, for ${hours} h` : `, for ${Math.floor(hours / 24)} days`
}
