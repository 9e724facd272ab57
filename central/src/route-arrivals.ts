import { decodeJson } from '@archway/shared/codec'
import { type Refusal, RequestMessage } from '@archway/shared/messages'
import type { Arrival } from './broker/broker.ts'
import type { Presence } from './fleet/presence.ts'
import type { Courier } from './hotlist/courier.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { KeptRefusal } from './store/store.ts'

/**
 * Hands each message of a unit to whoever it is for. Resolves when the message is taken in hand. It never
 * throws: what is not understood is kept for inspection, and units are told of it by what they do not get.
 */
export function routeArrivals(means: {
  readonly presence: Pick<Presence, 'heard' | 'accept'>
  readonly ingest: Pick<Ingest, 'accept'>
  readonly courier: Pick<Courier, 'request'>
  readonly keepRefusal: (refusal: KeptRefusal) => Promise<void>
  readonly now: () => number
  readonly onFault: (error: unknown) => void
}): (arrival: Arrival) => Promise<void> {
  const { presence, ingest, courier, keepRefusal, now, onFault } = means

  const take = async (arrival: Arrival): Promise<Refusal | null> => {
    switch (arrival.channel) {
      case 'reads':
      case 'images':
        presence.heard(arrival.device)
        await ingest.accept(arrival)
        return null
      case 'health':
      case 'status':
        return presence.accept(arrival)
      case 'requests': {
        presence.heard(arrival.device)
        const request = decodeJson(RequestMessage, arrival.payload)
        if (!request.ok) return request.error
        if (courier.request(arrival.device, request.value)) return null
        return { code: 'schema', detail: `there is no list version ${request.value.version}` }
      }
    }
  }
  return async (arrival) => {
    try {
      const refusal = await take(arrival)
      if (!refusal) return
      const { device, channel, payload } = arrival
      await keepRefusal({ at: now(), device, channel, refusal, payload })
    } catch (error) {
      onFault(error)
    }
  }
}
