import { decodeJson } from '@archway/shared/codec'
import { Uuid7 } from '@archway/shared/id'
import { ReadsMessage, Sighting } from '@archway/shared/messages'
import { z } from 'zod'
import type { Refused } from './refused.ts'

export interface OpenedReads {
  readonly sightings: readonly Sighting[]
  readonly refused: readonly Refused[]
}

/**
 * Decodes a message of reads. One bad sighting does not refuse its neighbours: when the whole does not fit
 * the schema, each sighting is tried by itself, and the bad ones are refused by the id that they show. The
 * message as such is refused when nothing can be told apart, or when a bad sighting shows no id.
 */
export function openReads(payload: Uint8Array): OpenedReads {
  const whole = decodeJson(ReadsMessage, payload)
  if (whole.ok) return { sightings: whole.value.sightings, refused: [] }
  const items = whole.error.code === 'schema' ? sightingsIn(payload) : null
  if (!items) return { sightings: [], refused: [{ id: null, refusal: whole.error, payload }] }
  const sightings: Sighting[] = []
  const refused: Refused[] = []
  for (const item of items) {
    const bytes = new TextEncoder().encode(JSON.stringify(item))
    const alone = decodeJson(Sighting, bytes)
    if (alone.ok) sightings.push(alone.value)
    else refused.push({ id: idIn(item), refusal: alone.error, payload: bytes })
  }
  return { sightings, refused }
}

/** The message around its sightings, which are counted here and looked at one by one later. */
const Envelope = z.strictObject({ ...ReadsMessage.shape, sightings: z.array(z.unknown()).min(1).max(500) })

/** The sightings of a message whose envelope is in order; null when it is not. */
function sightingsIn(payload: Uint8Array): unknown[] | null {
  const message = decodeJson(Envelope, payload)
  return message.ok ? message.value.sightings : null
}

function idIn(sighting: unknown): Uuid7 | null {
  const read = isObject(sighting) ? sighting.read : null
  const id = Uuid7.safeParse(isObject(read) ? read.id : null)
  return id.success ? id.data : null
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
