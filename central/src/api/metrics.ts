import { timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'
import { Counter, Gauge, Histogram, Registry as Metrics } from 'prom-client'
import type { Announcer } from '../alert/announcer.ts'
import type { Leg } from '../alert/delivery.ts'
import type { Attempt } from '../broker/access.ts'
import type { Presence } from '../fleet/presence.ts'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { IngestCounts } from '../ingest/ingest-counts.ts'
import type { StoreCounts } from '../store/store.ts'

export interface MetricMeans {
  readonly ingest: () => IngestCounts
  readonly store: () => Promise<StoreCounts>
  readonly announcer: Pick<Announcer, 'counts'>
  readonly presence: Pick<Presence, 'views'>
  readonly book: Pick<HotlistBook, 'current'>
  readonly connected: () => number
  /** Alerts that nobody has acknowledged and that are not escalated. */
  readonly waiting: () => number
  readonly now: () => number
}

export interface CentralMetrics {
  refusedAttempt(attempt: Attempt): void
  /** How long an alert took on one leg of its way. Clocks differ: less than nothing counts as nothing. */
  alertDelay(leg: Leg, ms: number): void
  /** In the text format of Prometheus. Counts only: no plate, no person, no place. */
  text(): Promise<string>
}

export function createMetrics(means: MetricMeans): CentralMetrics {
  const registry = new Metrics()
  const registers = [registry]
  const attempts = new Counter({
    name: 'archway_broker_refused_total',
    help: 'What units, or strangers, tried at the broker and were refused',
    labelNames: ['attempt'],
    registers,
  })
  const delays = new Histogram({
    name: 'archway_alert_delay_seconds',
    help: 'An alert on its way from the last frame of its read: committed, first on a screen, acknowledged',
    labelNames: ['leg'],
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600],
    registers,
  })
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `archway_${name}`,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })
  gauge('broker_connections', 'Units connected', means.connected)
  gauge('units_online', 'Units heard from lately', () => online(means.presence))
  gauge('hotlist_version', 'Version of the list in force; 0: none', () => list(means)?.version ?? 0)
  gauge('hotlist_entries', 'Entries of the list in force', () => list(means)?.entries ?? 0)
  gauge('hotlist_age_seconds', 'Age of the oldest source of the list in force', () => {
    const manifest = list(means)
    return manifest ? (means.now() - manifest.sourceAt) / 1000 : Number.NaN
  })
  gauge('watchers', 'Pages that follow the alerts', () => means.announcer.counts().subscribers)
  gauge('alerts_waiting', 'Alerts that nobody has acknowledged, not yet escalated', means.waiting)
  gauge('alerts_announced', 'Announcements since start', () => means.announcer.counts().announced)
  for (const what of ['reads', 'hits', 'alerts', 'images', 'refused'] as const) {
    gauge(`stored_${what}`, `${what} held now, over all days`, async () => (await means.store())[what])
  }
  return {
    refusedAttempt: (attempt) => attempts.inc({ attempt }),
    alertDelay: (leg, ms) => delays.observe({ leg }, Math.max(0, ms) / 1000),
    async text() {
      return (await registry.metrics()) + ingestLines(means.ingest())
    },
  }
}

/** Every number of ingest's own counters, by its path: `archway_ingest_reads_stored 12`. */
function ingestLines(counts: IngestCounts): string {
  const lines: string[] = []
  const walk = (path: string, value: unknown) => {
    if (typeof value === 'number') lines.push(`# TYPE ${path} counter\n${path} ${value}\n`)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) walk(`${path}_${snake(name)}`, inner)
    }
  }
  walk('archway_ingest', counts)
  return lines.join('')
}

const snake = (name: string) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_')
const list = ({ book }: MetricMeans) => book.current()?.manifest
const online = (presence: Pick<Presence, 'views'>) =>
  presence.views().filter(({ state }) => state === 'online').length

/** From this very machine, or with the token of the configuration. A proxy's requests need the token. */
export function mayReadMetrics(request: Request, token: string | null): boolean {
  const given = Buffer.from(request.get('authorization') ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  if (token !== null) return given.length === wanted.length && timingSafeEqual(given, wanted)
  const from = request.socket.remoteAddress ?? ''
  const isForwarded = request.get('x-forwarded-for') !== undefined || request.get('forwarded') !== undefined
  return !isForwarded && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(from)
}
