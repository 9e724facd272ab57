import { setTimeout as pause } from 'node:timers/promises'
import { encodeJson } from '@archway/shared/codec'
import type { RandomBytes } from '@archway/shared/id'
import { HealthMessage, RequestMessage, type Sighting } from '@archway/shared/messages'
import type { FrameSource } from './capture/frame-source.ts'
import { newest } from './capture/newest.ts'
import type { UnitConfig } from './config.ts'
import type { Sink } from './emit.ts'
import type { Identity } from './enroll/identity.ts'
import { healthNow } from './health/health.ts'
import { LossMeter } from './health/loss-meter.ts'
import { createStandingFaults } from './health/standing-faults.ts'
import { listInForce } from './hotlist/list-in-force.ts'
import type { SealedList } from './hotlist/sealed-list.ts'
import { type Journal, reasonOf } from './journal.ts'
import { LINK_DEFAULTS, openLink } from './mqtt/link.ts'
import { type ShippingNote, shipper } from './mqtt/shipper.ts'
import type { Outbox } from './outbox/outbox.ts'
import { outboxSink } from './outbox/outbox-sink.ts'
import { pipeline } from './pipeline.ts'
import type { Locator } from './place/locator.ts'
import type { Vision } from './vision/vision.ts'

/** What a unit is made of. `main.ts` chooses each. */
export interface UnitParts {
  readonly config: UnitConfig
  readonly identity: Identity
  readonly sources: readonly FrameSource[]
  readonly vision: Vision
  /** How many frames the vision can see at once. */
  readonly eyes: number
  readonly outbox: Outbox
  readonly storage: SealedList
  readonly locator: Locator | null
  readonly machine: () => Promise<HealthMessage['machine']>
  readonly software: string
  readonly clock: () => number
  readonly random: RandomBytes
  readonly journal: Journal
}

export interface RunOptions {
  /** Whether to end when every recording is over and central has everything. */
  readonly exitWhenDone: boolean
  /** How long central may take for that. */
  readonly drainSeconds: number
}

const HEALTH_MS = 10_000
const PUMP_MS = 1000
const ASK_AGAIN_MS = 20_000
/** A stopped unit sends what it can in this time; the rest waits on its disk for the next start. */
const GOODBYE_MS = 5000

/**
 * A unit at work: the pipeline on one side, shipping on the other, and only the outbox between them, so that
 * neither waits for the other. Ends when `signal` aborts, when every camera failed (so that whoever supervises
 * it starts it again), or, with `exitWhenDone`, when all is done. Open passings are closed first.
 *
 * @returns the exit code: 0, or 1 when cameras failed or central does not have everything it should
 */
export async function run(parts: UnitParts, options: RunOptions, signal: AbortSignal): Promise<number> {
  const { config, identity, outbox, clock, journal } = parts
  const meter = new LossMeter()
  const startedAt = clock()
  const faults = createStandingFaults()
  const ship = shipper(
    outbox,
    (channel, payload) => link.send(channel, payload),
    clock,
    (note) => journalShipping(journal, note),
  )
  const toOutbox = outboxSink(outbox, () => setImmediate(pump))
  const list = listInForce({
    storage: parts.storage,
    signingKey: identity.signingKey,
    request: (have, version) =>
      link.send('requests', encodeJson(RequestMessage, { v: 1, want: 'hotlist', have, version })),
    clock,
  })
  const link = openLink({
    ...LINK_DEFAULTS,
    url: identity.broker,
    device: identity.device,
    tls: identity,
    software: parts.software,
    clock,
    random: () => (parts.random(new Uint8Array(1))[0] ?? 0) / 256,
    onUp() {
      guarded('hotlist', list.onUp)
      pump()
      void trySayHealth()
    },
    onDown: ship.onDown,
    onMessage(channel, payload) {
      if (channel === 'ack') guarded('ack', () => ship.onAck(payload))
      else if (channel === 'hotlist') guarded('hotlist', () => list.onManifest(payload))
      else guarded('delta', () => list.onDelta(payload))
    },
    onFault: (fault) =>
      fault ? journal('warn', 'link down', { reason: fault }) : journal('info', 'link up', {}),
  })

  /** The outbox is on a disk, and disks fail: never more than a line in the journal and another try. */
  function guarded(where: string, work: () => void): void {
    try {
      work()
    } catch (error) {
      meter.failed(null, reasonOf(error).reason)
      journal('error', 'failed', { where, ...reasonOf(error) })
    }
  }

  function pump(): void {
    if (closed) return
    guarded('shipping', ship.pump)
  }

  let closed = false
  const frames = newest(parts.sources, signal, ({ camera }, error) =>
    journal('error', 'camera failed', { camera, ...reasonOf(error) }),
  )
  async function sayHealth(): Promise<void> {
    const health = await healthNow(
      {
        software: parts.software,
        model: parts.vision.model,
        startedAt,
        meter,
        cameras: parts.sources,
        counts: frames.counts,
        outbox: outbox.state,
        hotlist: list.state,
        machine: parts.machine,
        hasFix: (now) => (parts.locator ? parts.locator.at(now) !== null : null),
        faults,
      },
      clock(),
    )
    link.send('health', encodeJson(HealthMessage, health))
  }
  const trySayHealth = () =>
    sayHealth().catch((error: unknown) => journal('error', 'failed', { where: 'health', ...reasonOf(error) }))

  const timers = [
    setInterval(pump, PUMP_MS),
    setInterval(() => toOutbox.owed() > 0 && guarded('outbox', toOutbox.retry), PUMP_MS),
    setInterval(() => guarded('hotlist', list.askAgain), ASK_AGAIN_MS),
    setInterval(trySayHealth, HEALTH_MS),
  ]
  journal('info', 'started', {
    unit: identity.device,
    model: parts.vision.model,
    cameras: parts.sources.length,
    list: list.state().version,
    waiting: outbox.state().waiting,
  })

  let code = 0
  try {
    await until(() => list.state().fault === null, config.waitForListSeconds * 1000, signal)
    await pipeline({
      frames: frames.shared(parts.eyes),
      vision: parts.vision,
      hotlist: list,
      locator: parts.locator,
      sinks: [toOutbox, journalSink(journal)],
      meter,
      mint: { device: identity.device, clock, random: parts.random },
      settings: { fuse: config.fuse, minimumProbability: config.match.minimumProbability },
      onFault: (where, error) => journal('error', 'failed', { where, ...reasonOf(error) }),
    })
    journal('info', signal.aborted ? 'stopping' : 'recordings are over', { ...meter.counts() })
    if (!options.exitWhenDone && !signal.aborted) await aborted(signal)
  } catch (error) {
    journal('error', 'all cameras failed', reasonOf(error))
    code = 1
  }

  const isEmpty = () => outbox.state().waiting === 0 && toOutbox.owed() === 0
  if (options.exitWhenDone && !signal.aborted) {
    await until(isEmpty, options.drainSeconds * 1000, signal)
    if (!isEmpty()) code = 1
  } else await until(() => isEmpty() || !link.isUp(), GOODBYE_MS, null)
  for (const timer of timers) clearInterval(timer)
  await trySayHealth()
  await link.stop()
  closed = true
  const { waiting, refused, evicted } = outbox.state()
  outbox.close()
  journal(code === 0 ? 'info' : 'error', 'stopped', { waiting, refused, evicted, owed: toOutbox.owed() })
  return code
}

const POLL_MS = 100

/** Resolves when it holds, the time is over, or the signal aborts. */
async function until(holds: () => boolean, forMs: number, signal: AbortSignal | null): Promise<void> {
  for (let waited = 0; waited < forMs && !holds() && !signal?.aborted; waited += POLL_MS) await pause(POLL_MS)
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** One line a Read, without its plate. */
const journalSink = (journal: Journal): Sink => ({
  name: 'journal',
  take({ read, hits }: Sighting, images) {
    journal('info', hits.length > 0 ? 'hit' : 'read', {
      read: read.id,
      probability: Number(read.probability.toFixed(3)),
      angles: read.views.length,
      glimpses: read.views.reduce((sum, view) => sum + view.glimpses, 0),
      images: images.length,
      hits: hits.length,
      ms: read.closedAt - read.lastSeenAt,
    })
  },
})

function journalShipping(journal: Journal, note: ShippingNote): void {
  if (note.kind === 'refused') {
    const { code, detail } = note.refusal
    journal('error', 'refused by central', { ids: note.ids.join(' '), code, detail })
  } else if (note.kind === 'sent-again') journal('warn', 'no answer, sent again', { messages: note.messages })
  else journal('error', 'an answer cannot be read', { detail: note.detail })
}
