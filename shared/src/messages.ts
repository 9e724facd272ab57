import { z } from 'zod'
import { Sha256, TimeMs, Uuid7 } from './id.ts'
import { Hit } from './match.ts'
import { Angle, Read } from './read.ts'

/** A Read with what it hit on the unit. A Read without a hit has no location, anywhere. */
export const Sighting = z.strictObject({ read: Read, hits: z.array(Hit).max(20) })
export type Sighting = z.infer<typeof Sighting>

/** `reads` ↑ */
export const ReadsMessage = z.strictObject({
  v: z.literal(1),
  sentAt: TimeMs,
  sightings: z.array(Sighting).min(1).max(500),
})
export type ReadsMessage = z.infer<typeof ReadsMessage>

/** `images` ↑, the header before the bytes (see codec). The bytes must hash to what the Read said. */
export const ImageHeader = z.strictObject({
  v: z.literal(1),
  id: Uuid7,
  read: Uuid7,
  angle: Angle,
  kind: z.enum(['scene', 'plate']),
  sha256: Sha256,
  mime: z.literal('image/jpeg'),
})
export type ImageHeader = z.infer<typeof ImageHeader>

/** Why something was refused. A unit never sends it again; both sides keep it for inspection. */
export const RefusalCode = z.enum([
  'too-large',
  'malformed',
  'schema',
  'wrong-device',
  'clock',
  'id-time',
  'expired',
  'duplicate-conflict',
  'unknown-read',
  'hash-mismatch',
  'not-an-image',
])
export type RefusalCode = z.infer<typeof RefusalCode>

export const Refusal = z.strictObject({
  code: RefusalCode,
  /** For a person: what is wrong and what to do. Never holds a plate. */
  detail: z.string().max(500),
})
export type Refusal = z.infer<typeof Refusal>

/**
 * `ack` ↓ after the commit. `message` is the SHA-256 of the payload that it answers, so that even a message
 * that could not be decoded is answered. Ids are of Reads (for `reads`) or of the image (for `images`).
 * `whole` refuses the message as such: whatever of it is neither accepted nor refused by its id.
 */
export const Ack = z.strictObject({
  v: z.literal(1),
  message: Sha256,
  accepted: z.array(Uuid7).max(500),
  refused: z.array(z.strictObject({ id: Uuid7, refusal: Refusal })).max(500),
  whole: Refusal.nullable(),
})
export type Ack = z.infer<typeof Ack>

/** `status` ↑ retained; the broker publishes the offline form as the unit's last will. */
export const StatusMessage = z.strictObject({
  v: z.literal(1),
  state: z.enum(['online', 'offline']),
  since: TimeMs,
  software: z.string().max(64),
})
export type StatusMessage = z.infer<typeof StatusMessage>

const Count = z.int().min(0)

/**
 * Something that is wrong with a unit now, by its own account. Central takes kinds that it does not know: a unit may be
 * newer than it.
 */
export const UnitFault = z.strictObject({
  /** `camera`, `hotlist`, `canary`, `disk`, `fix`. */
  kind: z.string().regex(/^[a-z][a-z-]{0,31}$/),
  /** Which camera; empty: the unit has one of it. */
  part: z.string().max(64),
  /** By the unit's clock, when it was first seen since the unit started. */
  since: TimeMs,
})
export type UnitFault = z.infer<typeof UnitFault>

/** `health` ↑ every ten seconds: the unit's loss meter, then its hardware. Counts are since start. */
export const HealthMessage = z.strictObject({
  v: z.literal(1),
  at: TimeMs,
  upSeconds: Count,
  software: z.string().max(64),
  model: z.string().max(64),
  pipeline: z.strictObject({
    framesCaptured: Count,
    framesDropped: Count,
    framesSeen: Count,
    /** Not looked at, because nothing had moved since a frame without a plate. */
    framesStill: Count.default(0),
    detections: Count,
    glimpses: Count,
    unreadable: Count,
    reads: Count,
    hits: Count,
    errors: Count,
  }),
  outbox: z.strictObject({
    waiting: Count,
    oldestAt: TimeMs.nullable(),
    refused: Count,
    evicted: Count,
    bytes: Count,
  }),
  hotlist: z.strictObject({
    version: Count,
    entries: Count,
    ageSeconds: Count.nullable(),
    fault: z.string().max(500).nullable(),
    /** Whether the unit's own matching finds the synthetic entry that is on every list. */
    canary: z.enum(['found', 'missing']).optional(),
  }),
  cameras: z
    .array(
      z.strictObject({
        camera: z.string().max(64),
        angle: Angle,
        lastFrameAt: TimeMs.nullable(),
        fault: z.string().max(500).nullable(),
      }),
    )
    .max(4),
  machine: z.strictObject({
    cpuLoad: z.number().min(0).nullable(),
    memoryBytes: Count,
    diskFreeBytes: Count.nullable(),
    temperatureC: z.number().nullable(),
  }),
  /** A fixed unit's place is in the registry; a vehicle's is sent only on hits, so it is never here. */
  hasFix: z.boolean().nullable(),
  /** The oldest first. A unit that is older than this field says nothing here. */
  faults: z.array(UnitFault).max(32).optional(),
})
export type HealthMessage = z.infer<typeof HealthMessage>

/** `requests` ↑: what the unit wants of central; today the way from the list it has to the one announced. */
export const RequestMessage = z.strictObject({
  v: z.literal(1),
  want: z.literal('hotlist'),
  have: z.int().min(0),
  version: z.int().min(1),
})
export type RequestMessage = z.infer<typeof RequestMessage>
