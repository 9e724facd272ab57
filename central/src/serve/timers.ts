import { accessReviewState } from '../people/access-review.ts'
import { setChain } from '../web-server.ts'
import type { Api } from './open-api.ts'
import type { Stores } from './open-stores.ts'
import type { Street } from './open-street.ts'
import type { Reactions } from './react.ts'
import type { Start } from './start.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const PRESENCE_TICK_MS = 5000
const LIST_TICK_MS = 15_000
const COUNT_MS = 1000

/** What the server does by the clock. Each has its fault, which stands until it works again. */
export function startTimers(
  { config, closing, faults, log, authority, now }: Start,
  { ledger, policyBook, search, useLog }: Stores,
  { broker, presence, hotlists }: Street,
  { people, web, reactions }: Api & { readonly reactions: Reactions },
): void {
  const sealAndDraw = async () => {
    const checkpoint = await useLog.seal()
    if (checkpoint) await search.draw(checkpoint)
    await search.eraseOld()
  }
  const sweepPeople = async () => {
    await people.sessions.sweep()
    const { unusedDays } = policyBook.current().policy.login
    const unused = await ledger.disableUnused(now() - unusedDays * DAY_MS, now())
    if (unused.length > 0) log.warn({ accounts: unused.length }, 'accounts disabled: unused')
    const { overdue } = await accessReviewState(ledger, policyBook.current().policy, now())
    if (overdue) log.warn('the review of everybody\'s access is overdue: "user review open"')
  }
  const renewCertificate = async () => {
    const renewed = await authority.certifyServer(config.names, now())
    broker.renew(renewed)
    if (config.http.tls === 'own') setChain(web.server, renewed, authority)
  }
  const every = (ms: number, fault: string, work: () => Promise<unknown>) =>
    setInterval(() => void faults.run(fault, work), ms)

  const timers = [
    setInterval(presence.tick, PRESENCE_TICK_MS),
    setInterval(() => void reactions.announceAnew(), config.hotlist.announceMs),
    every(HOUR_MS, 'searches were not drawn for review, or old texts not erased', sealAndDraw),
    every(COUNT_MS, 'how much searches showed was not written', search.writeCounts),
    every(LIST_TICK_MS, 'the lists were not looked after', hotlists.tick),
    every(HOUR_MS, 'sessions were not swept', sweepPeople),
    every(DAY_MS, 'the server certificate was not renewed', renewCertificate),
  ]
  closing.add('the timers', () => {
    for (const timer of timers) clearInterval(timer)
  })
}
