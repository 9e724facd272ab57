import { decodeJson, encodeImage, encodeJson } from '@archway/shared/codec'
import { Ack, ReadsMessage, type Refusal } from '@archway/shared/messages'
import { sha256 } from '@archway/shared/signing'
import type { Up } from '@archway/shared/topics'
import type { Outbox, Parcel } from '../outbox/outbox.ts'
import { InFlight } from './in-flight.ts'

export interface ShipperSettings {
  /** Sightings in one message, at most. */
  readonly batch: number
  /** Messages under way at most. Few images, so that a hit never queues behind many of them. */
  readonly window: { readonly reads: number; readonly images: number }
  /** After so long without an answer a message is sent again: a duplicate is normal, a loss is not. */
  readonly ackTimeoutMs: number
}

const SHIPPER_DEFAULTS: ShipperSettings = {
  batch: 100,
  window: { reads: 4, images: 2 },
  ackTimeoutMs: 15_000,
}

/** What the journal is told. Never a plate. */
export type ShippingNote =
  | { readonly kind: 'refused'; readonly ids: readonly string[]; readonly refusal: Refusal }
  | { readonly kind: 'sent-again'; readonly messages: number }
  | { readonly kind: 'unreadable-ack'; readonly detail: string }

/**
 * Carries the outbox to central. Only central's own ack, which it publishes after its commit, removes
 * anything; MQTT's PUBACK means nothing here. Whatever happens in between, nothing is lost: what is not
 * answered is sent again, what is refused is kept apart.
 */
export interface Shipper {
  /** Sends what may be sent now. Cheap when there is nothing. */
  pump(): void
  /** Answers on `ack`. */
  onAck(payload: Uint8Array): void
  /** The link is gone, and with it the answers to what was under way. */
  onDown(): void
}

/**
 * @param send false when there is no link; then nothing counts as sent
 * @param clock milliseconds since 1970
 */
export function shipper(
  outbox: Outbox,
  send: (channel: Up, payload: Uint8Array) => boolean,
  clock: () => number,
  note: (note: ShippingNote) => void,
  settings: ShipperSettings = SHIPPER_DEFAULTS,
): Shipper {
  const inFlight = new InFlight()
  /** Ids that were in a batch that central refused as a whole: each goes alone, to find the one at fault. */
  const alone = new Set<string>()

  /** @returns false when there is no more to send or no room to send it in */
  function sendNext(): boolean {
    const parcels = outbox.next(settings.batch, inFlight.ids)
    const [first] = parcels
    if (!first) return false
    const kind = first.kind === 'image' ? 'image' : 'reads'
    const room = kind === 'image' ? settings.window.images : settings.window.reads
    if (inFlight.count(kind) >= room) return false
    const ids = first.kind === 'image' ? [first.id] : batchOf(parcels)
    const payload = first.kind === 'image' ? encodeImage(first.header, first.bytes) : readsOf(parcels, ids)
    if (!send(first.kind === 'image' ? 'images' : 'reads', payload)) return false
    inFlight.add(sha256(payload), { ids, kind, sentAt: clock() })
    return true
  }

  function batchOf(parcels: readonly Parcel[]): string[] {
    const ids = parcels.map((parcel) => parcel.id)
    const apart = ids.findIndex((id) => alone.has(id))
    return apart === -1 ? ids : ids.slice(0, Math.max(1, apart))
  }

  const readsOf = (parcels: readonly Parcel[], ids: readonly string[]) =>
    encodeJson(ReadsMessage, {
      v: 1,
      sentAt: clock(),
      sightings: parcels
        .slice(0, ids.length)
        .flatMap((parcel) => (parcel.kind === 'sighting' ? [parcel.sighting] : [])),
    })

  function refuse(ids: readonly string[], refusal: Refusal): void {
    for (const id of ids) {
      outbox.refused(id, refusal)
      alone.delete(id)
    }
    if (ids.length > 0) note({ kind: 'refused', ids, refusal })
  }

  function settle(ack: Ack): void {
    const sent = inFlight.answered(ack.message)
    outbox.accepted(ack.accepted)
    for (const id of ack.accepted) alone.delete(id)
    for (const { id, refusal } of ack.refused) refuse([id], refusal)
    if (!ack.whole || !sent) return
    const settled = new Set([...ack.accepted, ...ack.refused.map(({ id }) => id)])
    const rest = sent.ids.filter((id) => !settled.has(id))
    if (sent.ids.length === 1) refuse(rest, ack.whole)
    else for (const id of rest) alone.add(id)
  }

  function pump(): void {
    const givenUp = inFlight.giveUpBefore(clock() - settings.ackTimeoutMs)
    if (givenUp > 0) note({ kind: 'sent-again', messages: givenUp })
    while (sendNext()) {
      // Until the window is full or the outbox empty.
    }
  }

  return {
    pump,
    onAck(payload) {
      const ack = decodeJson(Ack, payload)
      if (!ack.ok) {
        note({ kind: 'unreadable-ack', detail: `${ack.error.code}: ${ack.error.detail}` })
        return
      }
      settle(ack.value)
      pump()
    },
    onDown() {
      inFlight.giveUpBefore(Infinity)
    },
  }
}
