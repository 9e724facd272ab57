import { createApp } from '../api/app.ts'
import { checkWellness } from '../api/wellness.ts'
import { enrol } from '../fleet/enrolment.ts'
import { openPeople } from '../people/open-people.ts'
import { createSingleSignOn } from '../people/sso.ts'
import { createPlanChecker } from '../plan/plan-checker.ts'
import type { Retention } from '../retention/open-retention.ts'
import { closeWeb, openWeb } from '../web-server.ts'
import type { Stores } from './open-stores.ts'
import type { Street } from './open-street.ts'
import type { Reactions } from './react.ts'
import type { Start } from './start.ts'
import { VERSION } from './version.ts'

export type Api = Awaited<ReturnType<typeof openApi>>

/** Opens what people reach: who they are, what they may ask, and the server that answers them. */
export async function openApi(
  start: Start,
  stores: Stores,
  street: Street,
  {
    reactions,
    retention,
    pageFolder,
  }: { readonly reactions: Reactions; readonly retention: Retention; readonly pageFolder: string },
) {
  const { config, closing, faults, log, authority, server, now, random } = start
  const { ledger, store, vault, policyBook } = stores
  const { alerts, hotlists, reports } = street
  const { onFault } = faults

  const people = await openPeople({ ledger, policyBook, keys: config.keys, now, random })
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
  const planChecker = createPlanChecker(config, now)
  closing.add('the check of the plan', planChecker.stop)
  const app = createApp({
    ...stores,
    ...street,
    ...alerts,
    ...people,
    policy: () => policyBook.current().policy,
    sso,
    ssoLabel: config.sso?.label ?? null,
    ssoProvider: config.sso && { label: config.sso.label, issuer: config.sso.issuer },
    random,
    uses: ledger,
    searchDesk: stores.search.searchDesk,
    reportDesk: reports.reportDesk,
    face: config.public,
    keeper: hotlists.keeper,
    planChecker,
    entryDesk: hotlists.entryDesk,
    now,
    onFault: onFault('the API failed'),
    secure: config.http.tls !== 'none',
    metricsToken: config.http.metricsToken,
    names: [...config.names, config.http.host],
    rate: config.http.rate,
    version: VERSION,
    pageFolder,
    baseMap: config.map.pmtiles,
    async enrol(request) {
      const reply = await enrol({ ledger, authority, broker: street.brokerUrl }, request, now())
      if (reply.ok) await reactions.devices()
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
        ingestFault: street.ingest.fault,
        brokerListens: street.listening,
        book: stores.book,
        canaryFault: hotlists.keeper.canaryFault,
        policyProblem: policyBook.fileProblem,
        retentionProblem: retention.problem,
        auditProblem: stores.useLog.problem,
        faults,
        dataFolder: config.data,
        listMaxAgeMs: config.hotlist.maxAgeMs,
        now,
      }),
  })
  const web = await openWeb(config, app.express, authority, server)
  closing.add('the API', () => {
    app.endStreams()
    return closeWeb(web.server)
  })
  return { people, web }
}
