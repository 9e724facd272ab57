import { z } from 'zod'

/**
 * UUIDv7 (RFC 9562): 48 bits of milliseconds since 1970, then randomness.
 *
 * Invariant: a Read, its images and its alerts are all minted with the Read's `capturedAt`, so that the id
 * alone says which day a record belongs to, and therefore which file it is in and which key dies with it.
 */
export const Uuid7 = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
export type Uuid7 = z.infer<typeof Uuid7>

/** Fills the array with random bytes; `crypto.getRandomValues` in production, a seeded source in tests. */
export type RandomBytes = (into: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>

/** @param timeMs milliseconds since 1970, 0 ≤ timeMs < 2^48 */
export function uuid7(timeMs: number, random: RandomBytes): Uuid7 {
  if (!Number.isInteger(timeMs) || timeMs < 0 || timeMs >= 2 ** 48) {
    throw new RangeError(`uuid7: time ${timeMs} is not whole milliseconds within 48 bits`)
  }
  const bytes = random(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(timeMs / 2 ** 32))
  view.setUint32(2, timeMs % 2 ** 32)
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f))
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The milliseconds since 1970 that an id was minted with. */
export function timeOf(id: Uuid7): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** A UTC day as `YYYY-MM-DD`: the unit of storage, of encryption and of deletion. */
export const Day = z.iso.date()
export type Day = z.infer<typeof Day>

export const dayAt = (timeMs: number): Day => new Date(timeMs).toISOString().slice(0, 10)
export const dayOf = (id: Uuid7): Day => dayAt(timeOf(id))

/** Ids of devices stand in topics, certificates and file names: lower case, digits, hyphens. */
export const DeviceId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
export type DeviceId = z.infer<typeof DeviceId>

/** Milliseconds since 1970, UTC. */
export const TimeMs = z
  .int()
  .min(0)
  .max(2 ** 48 - 1)

/** SHA-256 as lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
