import type { HealthMessage } from '@archway/shared/messages'

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
  for (const { camera, fault } of health.cameras) if (fault) faults.push(`camera ${camera}: ${fault}`)
  if (health.hotlist.fault) faults.push(`hotlist: ${health.hotlist.fault}`)
  else if (health.hotlist.canary === 'missing') {
    faults.push(
      'hotlist: its matching does not find the canary, so it may match nothing; restart it, or replace its list',
    )
  }
  const { outbox, pipeline } = health
  if (pipeline.errors > 0) faults.push(`${pipeline.errors} errors since it started`)
  if (outbox.refused > 0) faults.push(`central refused ${outbox.refused} of its messages`)
  if (outbox.evicted > 0) faults.push(`its outbox was full: ${outbox.evicted} lost`)
  return faults
}
