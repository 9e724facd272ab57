import { createAnnouncer } from '../alert/announcer.ts'
import { openAlerts } from '../alert/open-alerts.ts'
import { createMetrics } from '../api/metrics.ts'
import { createAedesBroker } from '../broker/aedes-broker.ts'
import { brokerUrl } from '../config.ts'
import { createPresence } from '../fleet/presence.ts'
import { openHotlists } from '../hotlist/open-hotlists.ts'
import { createIngest } from '../ingest/ingest.ts'
import { openReports } from '../report/open-reports.ts'
import { routeArrivals } from '../route-arrivals.ts'
import { plain } from './fault-book.ts'
import type { Stores } from './open-stores.ts'
import type { Start } from './start.ts'

export type Street = Awaited<ReturnType<typeof openStreet>>

/**
 * Opens the one-way street, from the units' messages to the alert, and the lists that go back down. When it resolves,
 * units can connect.
 */
export async function openStreet(start: Start, stores: Stores) {
  const { config, closing, faults, log, authority, server, now, random } = start
  const { ledger, store, vault, registry, book, policyBook, secrets } = stores
  const { onFault } = faults

  const announcer = createAnnouncer()
  const presence = createPresence({
    registry,
    now,
    seen: (device, at) => void ledger.deviceSeen(device, at).catch(onFault('a sighting was not kept')),
  })
  const reports = openReports({
    store,
    ledger,
    presence,
    face: config.public,
    retentionDays: () => policyBook.current().policy.retention.days,
    now,
    onFault,
  })
  closing.add('the reports', reports.stop)
  const broker = await createAedesBroker({
    ...config.broker,
    tls: { ...server, ca: authority.certificate },
    registry,
    onRefused(attempt, device, detail) {
      metrics.refusedAttempt(attempt)
      log.warn({ attempt, device, detail }, 'refused at the broker')
    },
    onFault: onFault('an arrival was not taken'),
  })
  const alerts = await openAlerts({
    store,
    ledger,
    announcer,
    book,
    policyBook,
    now,
    observe: (leg, ms) => metrics.alertDelay(leg, ms),
    onFault: onFault('alerts were not escalated'),
  })
  closing.add('the alerts', alerts.stop)
  const ingest = createIngest({
    store,
    vault,
    book,
    registry,
    broker,
    announcer,
    policy: () => policyBook.current().policy,
    quarantined: alerts.quarantines.has,
    now,
    random,
    onFault: (error, device) =>
      log.error({ err: plain(error), device }, 'ingest failed; the unit sends again'),
  })
  const hotlists = openHotlists({
    ledger,
    store,
    book,
    broker,
    registry,
    presence,
    announcer,
    desk: alerts.desk,
    policyBook,
    secrets,
    signingKey: authority.signingKey,
    rules: config.hotlist,
    now,
    random,
    inForce: (version) => log.info({ version }, 'hotlist in force'),
    onFault,
  })
  closing.add('the hotlists', hotlists.stop)
  const metrics = createMetrics({
    ingest: ingest.counts,
    store: () => store.counts(),
    announcer,
    presence,
    book,
    connected: broker.connected,
    waiting: alerts.waiting,
    now,
  })

  broker.onArrival(
    routeArrivals({
      presence,
      ingest,
      courier: hotlists.courier,
      keepRefusal: (refusal) => store.keepRefusals([refusal]),
      now,
      onFault: onFault('a refused message was not kept'),
    }),
  )
  await broker.start()
  let listening = true
  closing.add('the broker', async () => {
    listening = false
    await broker.stop()
    // What had arrived is stored before anything that stores it is closed.
    await ingest.settled()
  })
  await hotlists.changed()

  return {
    announcer,
    presence,
    reports,
    broker,
    brokerUrl: brokerUrl(config, broker.address().port),
    listening: () => listening,
    alerts,
    ingest,
    hotlists,
    metrics,
  }
}
