import type { DeviceId } from '@archway/shared/id'
import type { Down, Up } from '@archway/shared/topics'

export interface Arrival {
  readonly device: DeviceId
  readonly channel: Up
  readonly payload: Uint8Array
}

/**
 * The way to and from the units. Promises:
 * - a unit is who its certificate says; it can publish and subscribe only in its own subtree, and what it
 *   tries beyond that is refused, counted and never reaches `onArrival`;
 * - arrivals of one unit are handed over in order; an arrival is not acknowledged by handing it over, only by
 *   what is sent on `ack` (the protocol's own PUBACK says nothing about storage);
 * - a slow handler slows the units down (bounded memory), it does not lose their messages for good: they
 *   send again.
 */
export interface Broker {
  /** One handler, set before `start`. It must not throw. */
  onArrival(handler: (arrival: Arrival) => void | Promise<void>): void
  publish(device: DeviceId, channel: Down, payload: Uint8Array, options?: { retain?: boolean }): Promise<void>
  /** Closes the live connections of a unit whose certificate was revoked. */
  disconnect(device: DeviceId): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}
