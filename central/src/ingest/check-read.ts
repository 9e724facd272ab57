import { type DeviceId, dayOf, timeOf } from '@archway/shared/id'
import type { Refusal } from '@archway/shared/messages'
import type { Policy } from '@archway/shared/policy'
import type { Read } from '@archway/shared/read'
import { isBeyondRetention } from '../retention/retention.ts'

/**
 * What a Read must satisfy beyond its schema to be stored. Null: nothing speaks against it.
 * @param device whose topic it came in on
 */
export function checkRead(read: Read, device: DeviceId, policy: Policy, nowMs: number): Refusal | null {
  if (read.device !== device) {
    return { code: 'wrong-device', detail: `the Read says ${read.device}, and came from ${device}` }
  }
  if (timeOf(read.id) !== read.capturedAt) {
    return { code: 'id-time', detail: 'the id was not minted with the time of capture' }
  }
  if (read.images.some((image) => dayOf(image.id) !== dayOf(read.id))) {
    return { code: 'id-time', detail: 'an image is named with another day than its Read' }
  }
  const aheadMs = Math.max(read.capturedAt, read.lastSeenAt, read.closedAt) - nowMs
  if (aheadMs > policy.ingest.clockAheadMinutes * 60_000) {
    const minutes = Math.round(aheadMs / 60_000)
    return {
      code: 'clock',
      detail: `${minutes} minutes ahead of central's clock; at most ${policy.ingest.clockAheadMinutes}: set the unit's clock`,
    }
  }
  if (isBeyondRetention(dayOf(read.id), nowMs, policy.retention.days)) {
    return { code: 'expired', detail: `captured more than ${policy.retention.days} days ago` }
  }
  return null
}
