import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createAnnouncer } from './alert/announcer.ts'
import { openAlerts } from './alert/open-alerts.ts'
import { createApp } from './api/app.ts'
import { createMetrics } from './api/metrics.ts'
import { checkWellness } from './api/wellness.ts'
import { readAuditKey } from './audit/audit-key.ts'
import { openAudit } from './audit/audit-log.ts'
import { openSecrets } from './audit/secrets.ts'
import { createAedesBroker } from './broker/aedes-broker.ts'
import { brokerUrl, type CentralConfig } from './config.ts'
import { createDisclosures } from './disclosure/disclosures.ts'
import { openAuthority } from './fleet/authority.ts'
import { enrol } from './fleet/enrolment.ts'
import { openRegistry } from './fleet/ledger-registry.ts'
import { createPresence } from './fleet/presence.ts'
import { claimFolder } from './folder-claim.ts'
import { openHolds } from './hold/open-holds.ts'
import { openBook } from './hotlist/ledger-book.ts'
import { openHotlists } from './hotlist/open-hotlists.ts'
import { createIngest } from './ingest/ingest.ts'
import { followChanges } from './ledger/follow-changes.ts'
import { openLedger } from './ledger/sqlite-ledger.ts'
import { accessReviewState } from './people/access-review.ts'
import { openPeople } from './people/open-people.ts'
import { createSingleSignOn } from './people/sso.ts'
import { openPolicyBook } from './policy/policy-book.ts'
import { openReports } from './report/open-reports.ts'
import { openRetention } from './retention/open-retention.ts'
import { routeArrivals } from './route-arrivals.ts'
import { openSearch } from './search/open-search.ts'
import { openSqliteStore } from './store/sqlite-store.ts'
import { openFileVault } from './vault/file-vault.ts'
import { openMasterKey } from './vault/master-key.ts'
import { openWeb, setChain } from './web-server.ts'

const HOUR_MS = 3_600_000
/** The program's own, as its API and its command line say it. */
export const VERSION = '0.1.0'
const PRESENCE_TICK_MS = 5000
const LIST_TICK_MS = 15_000

export interface Serving {
  /** Where people and units reach it. */
  readonly http: string
  readonly broker: string
  /** Takes nothing new, finishes what is in hand, closes everything. */
  stop(): Promise<void>
}

/** Central as one process: broker, ingest, API and sweep over SQLite. Here, and only here, drivers are chosen. */
export async function serve(
  config: CentralConfig,
  { log, pageFolder }: { log: Logger; pageFolder: string },
): Promise<Serving> {
  const now = Date.now
  const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)
  const onFault = (what: string) => (error: unknown) => log.error({ err: plain(error) }, what)

  const authority = await openAuthority(config.keys, config.certificates)
  const server = await authority.certifyServer(config.names, now())
  await mkdir(config.data, { recursive: true, mode: 0o700 })
  const claim = claimFolder(config.data)
  const ledger = await openLedger(join(config.data, 'ledger.db'))
  const auditKey = readAuditKey(config.keys)
  const origin = config.names[0] ?? 'localhost'
  const audit = await openAudit({
    ledger,
    key: auditKey,
    origin,
    folder: config.audit.checkpoints,
    now,
  }).catch(async (error: unknown) => {
    await ledger.close()
    claim.release()
    throw error
  })
  const sealUseLog = () =>
    audit.checkpoint().then((checkpoint) => {
      log.info({ size: checkpoint.size, root: checkpoint.root }, 'checkpoint of the use log')
      return checkpoint
    }, onFault('the use log has no new checkpoint, or none outside'))
  if (!config.audit.checkpoints) {
    log.warn('audit.checkpoints is not set: whoever holds this machine and its keys can rewrite the use log')
  }
  const firstCheckpoint = await sealUseLog()
  const since = await ledger.changes()
  const policyBook = await openPolicyBook(ledger, config.policy, now)
  const policyFileProblem = policyBook.fileProblem()
  if (policyFileProblem) log.warn(policyFileProblem)
  const days = join(config.data, 'days')
  const store = await openSqliteStore(days)
  const master = await openMasterKey(join(config.keys, 'master.key'))
  const vault = await openFileVault({ days, keys: join(config.keys, 'days') }, master)
  const holds = await openHolds(
    {
      ...config,
      ledger,
      store,
      vault,
      reviewDays: () => policyBook.current().policy.hold.reviewDays,
      now,
      random,
    },
    master,
  )

  const disclosures = createDisclosures({ ledger, store, vault, holds, key: auditKey, origin, now, random })

  const registry = await openRegistry(ledger)
  const secrets = openSecrets(join(config.keys, 'uses'))
  const search = openSearch({ ledger, store, registry, policyBook, secrets, now, random })
  if (firstCheckpoint) await search.draw(firstCheckpoint)
  const sealAndDraw = async () => {
    const checkpoint = await sealUseLog()
    if (checkpoint) await search.draw(checkpoint)
    await search.eraseOld()
  }
  const book = await openBook(ledger)
  const announcer = createAnnouncer()
  const presence = createPresence({
    registry,
    now,
    seen: (device, at) => void ledger.deviceSeen(device, at).catch(onFault('a sighting was not kept')),
  })
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
  const policy = () => policyBook.current().policy
  const ingest = createIngest({
    store,
    vault,
    book,
    registry,
    broker,
    announcer,
    policy,
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
  const people = await openPeople({ ledger, policyBook, keys: config.keys, now, random })
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

  const announceAnew = () => void hotlists.announce().catch(onFault('the list was not announced'))
  const devicesChanged = async () => {
    const cutOff = await registry.refresh()
    await Promise.all(cutOff.map((device) => broker.disconnect(device)))
    if (cutOff.length > 0) log.info({ devices: cutOff }, 'devices cut off')
    presence.registryChanged()
    // Not waited for: a unit that is slow to read must delay neither an enrolment nor the next revocation.
    announceAnew()
  }
  const sweepPeople = async () => {
    await people.sessions.sweep()
    const { unusedDays } = policyBook.current().policy.login
    const unused = await ledger.disableUnused(now() - unusedDays * 24 * HOUR_MS, now())
    if (unused.length > 0) log.warn({ accounts: unused.length }, 'accounts disabled: unused')
    const { overdue } = await accessReviewState(ledger, policyBook.current().policy, now())
    if (overdue) log.warn('the review of everybody\'s access is overdue: "user review open"')
  }
  const policiesChanged = async () => {
    if (await policyBook.refresh()) log.info({ policy: policyBook.current().version }, 'policy in force')
  }

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
  let listening = false
  await broker.start()
  listening = true
  const url = brokerUrl(config, broker.address().port)
  await hotlists.changed()

  const sso =
    config.sso &&
    createSingleSignOn({
      settings: config.sso,
      ledger,
      login: people.login,
      now,
      random,
      onFault: onFault('the single sign-on failed'),
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
  const app = createApp({
    store,
    vault,
    ...alerts,
    registry,
    book,
    presence,
    announcer,
    ...people,
    policyBook,
    policy,
    sso,
    ssoLabel: config.sso?.label ?? null,
    random,
    uses: ledger,
    ledger,
    secrets,
    holds,
    disclosures,
    searchDesk: search.searchDesk,
    reportDesk: reports.reportDesk,
    face: config.public,
    keeper: hotlists.keeper,
    entryDesk: hotlists.entryDesk,
    now,
    onFault: onFault('the API failed'),
    secure: config.http.tls !== 'none',
    metrics,
    metricsToken: config.http.metricsToken,
    names: [...config.names, config.http.host],
    rate: config.http.rate,
    version: VERSION,
    pageFolder,
    baseMap: config.map.pmtiles,
    async enrol(request) {
      const reply = await enrol({ ledger, authority, broker: url }, request, now())
      if (reply.ok) await devicesChanged()
      log.info(
        { device: request.code.split('.')[0], outcome: reply.ok ? 'enrolled' : reply.error },
        'enrolment',
      )
      return reply
    },
    wellness: () =>
      checkWellness({
        store,
        vault,
        ledger,
        ingestFault: ingest.fault,
        brokerListens: () => listening,
        book,
        canaryFault: hotlists.keeper.canaryFault,
        policyProblem: policyBook.fileProblem,
        retentionProblem: () => retention.problem(),
        dataFolder: config.data,
        listMaxAgeMs: config.hotlist.maxAgeMs,
        now,
      }),
  })
  const web = await openWeb(config, app.express, authority, server)

  const follower = followChanges(
    ledger,
    {
      devices: devicesChanged,
      hotlists: hotlists.changed,
      entries: hotlists.changed,
      policies: policiesChanged,
    },
    since,
    onFault('changes of the ledger were not followed'),
  )
  const retention = openRetention({
    vault,
    store,
    ledger,
    audit,
    key: auditKey,
    origin,
    async held(day) {
      // What is about to be deleted is counted a last time; the counts stay.
      await reports.countDay(day)
      return holds.keep(day)
    },
    rule() {
      const { version, policy } = policyBook.current()
      return { version, ...policy.retention }
    },
    folders: [
      join(config.keys, 'certificates'),
      ...(config.audit.checkpoints ? [config.audit.checkpoints] : []),
    ],
    everyMs: HOUR_MS,
    now,
    onReport({ purged, failed, doubted }) {
      for (const { day, extent, counts } of purged) log.info({ day, extent, counts }, 'purged and certified')
      for (const { day, error } of failed) log.error({ day, err: plain(error) }, 'a day was not purged')
      if (doubted !== null) log.error({ clock: doubted }, 'the clock jumped ahead; nothing is purged by it')
    },
    onFault: onFault('the sweep failed'),
  })
  const timers = [
    setInterval(presence.tick, PRESENCE_TICK_MS),
    setInterval(
      () => void sealAndDraw().catch(onFault('searches were not drawn for review, or old texts not erased')),
      HOUR_MS,
    ),
    setInterval(announceAnew, config.hotlist.announceMs),
    setInterval(() => void hotlists.tick().catch(onFault('the lists were not looked after')), LIST_TICK_MS),
    setInterval(() => void sweepPeople().catch(onFault('sessions were not swept')), HOUR_MS),
    setInterval(() => {
      const renew = async () => {
        const renewed = await authority.certifyServer(config.names, now())
        broker.renew(renewed)
        if (config.http.tls === 'own') setChain(web.server, renewed, authority)
      }
      void renew().catch(onFault('the server certificate was not renewed'))
    }, 24 * HOUR_MS),
  ]
  log.info(
    { http: web.url, broker: url, policy: policyBook.current().version, units: registry.units().length },
    'serving',
  )

  return {
    http: web.url,
    broker: url,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      listening = false
      app.endStreams()
      const webClosed = new Promise<void>((resolve) => web.server.close(() => resolve()))
      web.server.closeIdleConnections()
      await broker.stop()
      await ingest.settled()
      await alerts.stop()
      await Promise.all([follower.stop(), retention.stop(), hotlists.stop()])
      await reports.stop()
      web.server.closeAllConnections()
      await webClosed
      await store.close()
      await sealUseLog()
      await ledger.close()
      claim.release()
      log.info('stopped')
    },
  }
}

/** Of an error only what cannot hold a plate or a secret: its kind, its words, where it arose. */
function plain(error: unknown): { name: string; message: string; stack: string | undefined } {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error), stack: undefined }
  return { name: error.name, message: error.message, stack: error.stack }
}
