import type { KeyObject } from 'node:crypto'
import type { RandomBytes } from '@archway/shared/id'
import type { Announcer } from '../alert/announcer.ts'
import type { Desk } from '../alert/desk.ts'
import type { Secrets } from '../audit/secrets.ts'
import type { Broker } from '../broker/broker.ts'
import type { Presence } from '../fleet/presence.ts'
import type { Registry } from '../fleet/registry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import type { Store } from '../store/store.ts'
import { createBackSearch } from './back-search.ts'
import { type Courier, createCourier } from './courier.ts'
import { createEntryDesk, type EntryDesk } from './entry-desk.ts'
import type { LedgerBook } from './ledger-book.ts'
import { createListKeeper, type ListKeeper } from './list-keeper.ts'
import type { ManifestRules } from './manifest.ts'
import { createRecallDesk } from './recall-desk.ts'

/** Everything that hotlists do in a running server. */
export interface Hotlists {
  readonly courier: Courier
  readonly keeper: ListKeeper
  readonly entryDesk: EntryDesk
  /** Says once more what is in force. */
  announce(): Promise<void>
  /** To be called when lists, or what people decided about entries, changed in the ledger. */
  changed(): Promise<void>
  /** To be called now and then: entries run out by the clock. */
  tick(): Promise<void>
  stop(): Promise<void>
}

export interface HotlistsMeans {
  readonly ledger: Ledger
  readonly store: Store
  readonly book: LedgerBook
  readonly broker: Pick<Broker, 'publish'>
  readonly registry: Registry
  readonly presence: Presence
  readonly announcer: Announcer
  readonly desk: Pick<Desk, 'tellWithdrawn'>
  readonly policyBook: PolicyBook
  readonly secrets: Secrets
  readonly signingKey: KeyObject
  readonly rules: ManifestRules
  readonly now: () => number
  readonly random: RandomBytes
  readonly inForce: (version: number) => void
  readonly onFault: (what: string) => (error: unknown) => void
}

export function openHotlists(means: HotlistsMeans): Hotlists {
  const { book, registry, presence, desk, policyBook, onFault } = means
  const policy = () => policyBook.current().policy
  const courier = createCourier({ ...means, onFault: onFault('a hotlist was not sent') })
  const keeper = createListKeeper(means)
  const recalls = createRecallDesk({ ...means, units: registry.units })
  const backSearch = createBackSearch({ ...means, policy })
  const entryDesk = createEntryDesk({ ...means, keeper, policy, holdersOf: recalls.holdersOf })
  const working = new Set<Promise<void>>()
  let told = book.version()?.version ?? 0

  /** Not waited for: neither a search of stored reads nor a receipt may delay the next list. */
  const aside = (work: Promise<void>, what: string) => {
    const done: Promise<void> = work.catch(onFault(what)).finally(() => working.delete(done))
    working.add(done)
  }
  const announce = async () => {
    if (!(await courier.announce())) {
      if (book.version()) onFault('the hotlist is not announced')(new Error('its oldest source is too old'))
      return
    }
    const online = presence.views().flatMap(({ id, state }) => (state === 'online' ? [id] : []))
    await recalls.announced(online)
  }
  const stopWatching = presence.watch(({ id, hotlistVersion }) =>
    aside(recalls.heard(id, hotlistVersion), 'a receipt of a unit was not kept'),
  )
  const changed = async () => {
    await book.refresh()
    await keeper.keep()
    const version = book.version()?.version ?? 0
    if (version !== told) {
      told = version
      means.inForce(version)
      await recalls.listChanged(version)
      await desk.tellWithdrawn()
      aside(backSearch.run(), 'stored reads were not searched for new entries')
    }
    await announce()
  }

  return {
    courier,
    keeper,
    entryDesk,
    announce,
    changed,
    async tick() {
      if (await keeper.keep()) await changed()
    },
    async stop() {
      stopWatching()
      await courier.idle()
      await Promise.all(working)
    },
  }
}
