import type { DeviceId, RandomBytes } from '@archway/shared/id'
import type { Policy } from '@archway/shared/policy'
import type { Announcer } from '../alert/announcer.ts'
import type { Broker } from '../broker/broker.ts'
import type { Registry } from '../fleet/registry.ts'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'

/** What ingest works with; chosen by whoever composes the program. */
export interface IngestMeans {
  readonly store: Pick<Store, 'saveReads' | 'imagesStored' | 'image' | 'alertsOfRead' | 'keepRefusals'>
  readonly vault: Pick<Vault, 'put'>
  readonly book: HotlistBook
  readonly registry: Pick<Registry, 'unit'>
  readonly broker: Pick<Broker, 'publish'>
  readonly announcer: Pick<Announcer, 'announce'>
  /** The policy in force; asked once for each message. */
  readonly policy: () => Policy
  /** Whether a person has put this camera in quarantine. */
  readonly quarantined: (device: DeviceId, camera: string) => boolean
  readonly now: () => number
  readonly random: RandomBytes
  /** Hears of each failure of ours; a message that is refused is none. */
  readonly onFault: (error: Error, device: DeviceId) => void
}
