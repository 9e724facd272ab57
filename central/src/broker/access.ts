import { MAX_BYTES } from '@archway/shared/codec'
import type { DeviceId } from '@archway/shared/id'
import { mayPublish, maySubscribe, parseTopic } from '@archway/shared/topics'
import type { NotAdmitted } from '../fleet/ledger-registry.ts'
import type { PacketLimits } from './packet-limit.ts'

/** What a unit, or something that would like to be one, tried and was refused. */
export type Attempt =
  | NotAdmitted
  | 'no-valid-certificate'
  | 'client-id'
  | 'will'
  | 'publish-topic'
  | 'publish-retained'
  | 'publish-qos'
  | 'subscribe'
  | 'packet-size'
  | 'protocol'

/** A message's limit is for its content; the packet around it has a topic, an id and a length. */
const PACKET_OVERHEAD_BYTES = 1024

export const PACKET_LIMITS: PacketLimits = {
  connect: 8 * 1024,
  publish: Math.max(MAX_BYTES.json, MAX_BYTES.image) + PACKET_OVERHEAD_BYTES,
  control: 8 * 1024,
}

interface Publication {
  readonly topic: string
  readonly qos: number
  readonly retain: boolean
}

/** Only `status` is retained: anything else that stays behind would be told to whoever subscribes later. */
export function publishRefusal(device: DeviceId, { topic, qos, retain }: Publication): Attempt | null {
  if (!mayPublish(device, topic)) return 'publish-topic'
  if (qos > 1) return 'publish-qos'
  return retain && parseTopic(topic)?.channel !== 'status' ? 'publish-retained' : null
}

/** A will is published by the broker in the unit's name, so it may say only what units say of themselves. */
export function willRefusal(device: DeviceId, will: Publication): Attempt | null {
  const own = mayPublish(device, will.topic) && parseTopic(will.topic)?.channel === 'status'
  return own && will.qos <= 1 ? null : 'will'
}

export const subscribeRefusal = (device: DeviceId, filter: string): Attempt | null =>
  maySubscribe(device, filter) ? null : 'subscribe'
