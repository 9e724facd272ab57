import { DeviceId } from './id.ts'

/** What a unit may publish. */
export const UP = ['reads', 'images', 'health', 'status', 'requests'] as const
/** What central publishes to one unit. */
export const DOWN = ['ack', 'hotlist', 'delta'] as const

export type Up = (typeof UP)[number]
export type Down = (typeof DOWN)[number]
export type Channel = Up | Down

const ROOT = 'archway/v1'

export const topicOf = (device: DeviceId, channel: Channel): string => `${ROOT}/${device}/${channel}`

/** The subscription by which central hears one channel of every unit. */
export const everyUnit = (channel: Up): string => `${ROOT}/+/${channel}`

export function parseTopic(topic: string): { device: DeviceId; channel: Channel } | null {
  const [archway, v1, device, channel, ...rest] = topic.split('/')
  if (`${archway}/${v1}` !== ROOT || rest.length > 0) return null
  const id = DeviceId.safeParse(device)
  const known = [...UP, ...DOWN].find((name) => name === channel)
  return id.success && known ? { device: id.data, channel: known } : null
}

/** A unit publishes only upward, only in its own subtree. */
export const mayPublish = (device: DeviceId, topic: string): boolean => {
  const parsed = parseTopic(topic)
  return parsed !== null && parsed.device === device && UP.some((name) => name === parsed.channel)
}

/** A unit subscribes only to whole downward topics of its own subtree: no wildcard ever matches. */
export const maySubscribe = (device: DeviceId, filter: string): boolean => {
  const parsed = parseTopic(filter)
  return parsed !== null && parsed.device === device && DOWN.some((name) => name === parsed.channel)
}
