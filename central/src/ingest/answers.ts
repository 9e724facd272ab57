import { encodeJson } from '@archway/shared/codec'
import type { DeviceId, Uuid7 } from '@archway/shared/id'
import { Ack, type Refusal } from '@archway/shared/messages'
import { sha256 } from '@archway/shared/signing'
import type { Arrival } from '../broker/broker.ts'
import type { IngestCounts } from './ingest-counts.ts'
import type { IngestMeans } from './ingest-means.ts'
import type { Refused } from './refused.ts'

/** Answers a message once its fate is durable: what was accepted is committed, what was refused is kept. */
export type Answers = (
  arrival: Arrival,
  accepted: Iterable<Uuid7>,
  refused: readonly Refused[],
) => Promise<void>

export function createAnswers(
  { store, broker, now }: Pick<IngestMeans, 'store' | 'broker' | 'now'>,
  counts: IngestCounts,
): Answers {
  const keep = async (arrival: Arrival, refused: readonly Refused[]) => {
    const at = now()
    const { device, channel } = arrival
    await store.keepRefusals(
      refused.map(({ refusal, payload }) => ({
        at,
        device,
        channel,
        refusal,
        payload: mustNotStay(channel, refusal) ? NOTHING : payload,
      })),
    )
    for (const { refusal } of refused) counts.refused[refusal.code] += 1
  }

  /** Does not wait for the unit to have it: a unit that missed it sends again and is told again. */
  const send = (device: DeviceId, ack: Ack) => {
    broker.publish(device, 'ack', encodeJson(Ack, ack)).catch(() => {
      counts.acksLost += 1
    })
  }

  return async (arrival, accepted, refused) => {
    if (refused.length > 0) await keep(arrival, refused)
    send(arrival.device, {
      v: 1,
      message: sha256(arrival.payload),
      accepted: [...new Set(accepted)],
      refused: refused.flatMap(({ id, refusal }) => (id === null ? [] : { id, refusal })),
      whole: wholeOf(refused),
    })
  }
}

const NOTHING = new Uint8Array()

/**
 * What is refused because its time is over would live on in the record of refusals, for as long as a new Read: of
 * such nothing is kept but that it came. So too of an image that no Read stands for.
 */
const mustNotStay = (channel: string, { code }: Refusal): boolean =>
  code === 'expired' || (channel === 'images' && code === 'unknown-read')

const wholeOf = (refused: readonly Refused[]): Refusal | null =>
  refused.find(({ id }) => id === null)?.refusal ?? null
