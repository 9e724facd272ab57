import type { KeyObject } from 'node:crypto'
import { encodeJson } from '@archway/shared/codec'
import { SignedManifest } from '@archway/shared/hotlist'
import type { DeviceId } from '@archway/shared/id'
import type { RequestMessage } from '@archway/shared/messages'
import { signManifest } from '@archway/shared/signing'
import type { Broker } from '../broker/broker.ts'
import type { Registry } from '../fleet/registry.ts'
import type { HotlistLedger } from '../ledger/hotlist-ledger.ts'
import { deltaParts, wholeList } from './delta-parts.ts'
import type { LedgerBook } from './ledger-book.ts'
import { type ManifestRules, manifestOf } from './manifest.ts'

/** Units that are sent a delta at the same time; the others wait their turn, so memory stays bounded. */
const AT_ONCE = 4
/** Deltas that are kept encoded: after an import most units ask for the same one. */
const KEPT_DELTAS = 4
/** Of longer ones nothing is kept; and a difference as long as this is sent as the whole list instead. */
const MOST_CHANGES = 200_000

export interface Courier {
  /** Signs and publishes the manifest to every unit that is not revoked; false: there is none to publish. */
  announce(): Promise<boolean>
  /**
   * Answers a unit's request with the parts of a delta. A unit that asks again before its turn came is
   * answered once, on its newest request. False: there is no such version.
   */
  request(device: DeviceId, request: RequestMessage): boolean
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export interface CourierMeans {
  readonly broker: Pick<Broker, 'publish'>
  readonly registry: Registry
  readonly book: Pick<LedgerBook, 'version' | 'rows'>
  readonly ledger: Pick<HotlistLedger, 'difference' | 'differenceSize'>
  readonly signingKey: KeyObject
  readonly rules: ManifestRules
  readonly now: () => number
  readonly onFault: (error: unknown) => void
}

export function createCourier(means: CourierMeans): Courier {
  const { broker, registry, book, ledger, signingKey, rules, now, onFault } = means
  const waiting = new Map<DeviceId, RequestMessage>()
  const running = new Set<Promise<void>>()
  const deltas = new Map<string, Promise<Uint8Array[]>>()

  const parts = (from: number, to: number) => {
    const key = `${from} ${to}`
    const kept = deltas.get(key)
    if (kept !== undefined) return kept
    const made = ledger.difference(from, to).then((difference) => [...deltaParts(from, to, difference)])
    deltas.set(key, made)
    made.catch(() => deltas.delete(key))
    const oldest = deltas.keys().next()
    if (deltas.size > KEPT_DELTAS && !oldest.done) deltas.delete(oldest.value)
    return made
  }

  const send = async (device: DeviceId, { have, version }: RequestMessage) => {
    // A version that this central never had (its ledger was restored, say) tells nothing: begin from none.
    const from = have <= (book.version()?.version ?? 0) ? have : 0
    const isNewest = version === book.version()?.version
    if (isNewest && (await ledger.differenceSize(from, version)) > MOST_CHANGES) {
      for (const part of wholeList(version, book.rows())) {
        await broker.publish(device, 'delta', part)
        // The rows are another version now: the unit hears of it, and asks for that.
        if (book.version()?.version !== version) return
      }
      return
    }
    for (const part of await parts(from, version)) await broker.publish(device, 'delta', part)
  }

  const pump = () => {
    while (running.size < AT_ONCE) {
      const next = waiting.entries().next()
      if (next.done) return
      const [device, request] = next.value
      waiting.delete(device)
      const work: Promise<void> = send(device, request)
        .catch(onFault)
        .finally(() => {
          running.delete(work)
          pump()
        })
      running.add(work)
    }
  }

  return {
    async announce() {
      const version = book.version()
      const manifest = version && manifestOf(version, rules, now())
      if (!manifest) return false
      const message = encodeJson(SignedManifest, signManifest(manifest, signingKey))
      const units = registry.units().filter(({ revokedAt }) => revokedAt === null)
      await Promise.all(units.map(({ id }) => broker.publish(id, 'hotlist', message, { retain: true })))
      return true
    },
    request(device, request) {
      if (request.version > (book.version()?.version ?? 0)) return false
      waiting.set(device, request)
      pump()
      return true
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
