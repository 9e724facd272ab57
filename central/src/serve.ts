import type { Logger } from 'pino'
import type { CentralConfig } from './config.ts'
import { openAuthority } from './fleet/authority.ts'
import { followChanges } from './ledger/follow-changes.ts'
import { createClosing } from './serve/closing.ts'
import { createFaultBook, plain } from './serve/fault-book.ts'
import { keepRetention } from './serve/keep-retention.ts'
import { openApi } from './serve/open-api.ts'
import { openStores } from './serve/open-stores.ts'
import { openStreet } from './serve/open-street.ts'
import { reactionsTo } from './serve/react.ts'
import type { Start } from './serve/start.ts'
import { startTimers } from './serve/timers.ts'

export interface Serving {
  /** Where people and units reach it. */
  readonly http: string
  readonly broker: string
  /** Takes nothing new, finishes what is in hand, closes everything. */
  stop(): Promise<void>
}

/**
 * Central as one process: broker, ingest, API and sweep over SQLite. Here and in `serve/`, and nowhere else, drivers
 * are chosen. A start that fails closes what it had opened, so that the same can be tried again.
 */
export async function serve(
  config: CentralConfig,
  { log, pageFolder }: { log: Logger; pageFolder: string },
): Promise<Serving> {
  const now = Date.now
  const closing = createClosing()
  const authority = await openAuthority(config.keys, config.certificates)
  const start: Start = {
    config,
    log,
    closing,
    faults: createFaultBook(log, now),
    authority,
    server: await authority.certifyServer(config.names, now()),
    now,
    random: (into) => globalThis.crypto.getRandomValues(into),
  }
  try {
    return await open(start, pageFolder)
  } catch (error) {
    // Why it did not start is what a person must see; what could not be closed after that is for the log.
    await closing
      .close()
      .catch((also: unknown) => log.error({ err: plain(also) }, 'the start was not undone'))
    throw error
  }
}

/** In the order of the way: what is kept, what comes in, what is purged, what people see, what the clock does. */
async function open(start: Start, pageFolder: string): Promise<Serving> {
  const { closing, faults, log } = start
  const stores = await openStores(start)
  const street = await openStreet(start, stores)
  const reactions = reactionsTo(start, stores, street)
  const retention = keepRetention(start, stores, street)
  const api = await openApi(start, stores, street, { reactions, retention, pageFolder })
  const follower = followChanges(
    stores.ledger,
    {
      devices: reactions.devices,
      hotlists: reactions.hotlists,
      entries: reactions.hotlists,
      policies: reactions.policies,
    },
    stores.since,
    faults.onFault('changes of the ledger were not followed'),
  )
  closing.add('what follows the ledger', follower.stop)
  startTimers(start, stores, street, { ...api, reactions })

  const serving = { http: api.web.url, broker: street.brokerUrl }
  const policy = stores.policyBook.current().version
  log.info({ ...serving, policy, units: stores.registry.units().length }, 'serving')
  return {
    ...serving,
    async stop() {
      await closing.close()
      log.info('stopped')
    },
  }
}
