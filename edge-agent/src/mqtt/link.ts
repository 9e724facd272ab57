import { encodeJson } from '@archway/shared/codec'
import type { DeviceId } from '@archway/shared/id'
import { StatusMessage } from '@archway/shared/messages'
import { DOWN, type Down, parseTopic, topicOf, type Up } from '@archway/shared/topics'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { type BackoffSettings, backoffMs } from './backoff.ts'

export interface LinkOptions {
  /** `mqtts://host:port`; `mqtt://` only for tests on one machine. */
  readonly url: string
  readonly device: DeviceId
  /** PEM: the unit's key and certificate, and the only authority that it takes a server's word from. */
  readonly tls: { readonly key: string; readonly certificate: string; readonly ca: string } | null
  readonly software: string
  readonly backoff: BackoffSettings
  readonly keepaliveSeconds: number
  readonly clock: () => number
  /** 0 ≤ random < 1 */
  readonly random: () => number
  /** Subscribed, and announced as online. */
  readonly onUp: () => void
  readonly onDown: () => void
  readonly onMessage: (channel: Down, payload: Uint8Array) => void
  /** Why the link does not stand; null when it does. For a person: says what to check. */
  readonly onFault: (fault: string | null) => void
}

export interface Link {
  isUp(): boolean
  /** @returns false when there is no link; what was handed over then was dropped */
  send(channel: Up, payload: Uint8Array, options?: { retain?: boolean }): boolean
  /** Says goodbye as offline, then disconnects. */
  stop(): Promise<void>
}

export const LINK_DEFAULTS = {
  backoff: { firstMs: 1000, longestMs: 60_000 },
  keepaliveSeconds: 30,
} as const

/** A link that stood so long was a success: the next attempt after it does not wait long. */
const STEADY_MS = 10_000
const CONNECT_TIMEOUT_MS = 15_000
const GOODBYE_MS = 2000

/**
 * The connection to central's broker, made again for as long as the program runs. Each attempt is a fresh
 * client and a clean session: what must survive a broken link lives in the outbox, not in a client's memory.
 */
export function openLink(options: LinkOptions): Link {
  let client: MqttClient | null = null
  let up = false
  let upSince = 0
  let failures = 0
  let stopped = false
  let timer: NodeJS.Timeout | null = null

  const status = (state: 'online' | 'offline') =>
    encodeJson(StatusMessage, { v: 1, state, since: options.clock(), software: options.software })
  const topic = (channel: Up | Down) => topicOf(options.device, channel)

  const sayStatus = (mine: MqttClient, state: 'online' | 'offline') =>
    mine.publishAsync(topic('status'), Buffer.from(status(state)), { qos: 1, retain: true })

  function connect(): void {
    const mine = mqtt.connect(options.url, clientOptions(options, status('offline'), topic('status')))
    client = mine
    let problem: string | null = null
    mine.on('error', (error) => {
      problem = hintOf(error)
    })
    mine.on('connect', () => {
      greet(mine).catch((error: unknown) => {
        problem = hintOf(error)
        mine.end(true)
      })
    })
    mine.on('message', (name, payload) => {
      const parsed = parseTopic(name)
      const channel = DOWN.find((down) => down === parsed?.channel)
      if (parsed?.device === options.device && channel) options.onMessage(channel, payload)
    })
    mine.on('close', () => {
      mine.end(true)
      if (client === mine) lost(problem ?? 'the connection to central was closed')
    })
  }

  async function greet(mine: MqttClient): Promise<void> {
    const granted = await mine.subscribeAsync(DOWN.map(topic), { qos: 1 })
    const refused = granted.find((grant) => grant.qos > 2)
    if (refused) throw new Error(`central refused the subscription to ${refused.topic}`)
    await sayStatus(mine, 'online')
    if (client !== mine || stopped) return
    up = true
    upSince = options.clock()
    options.onFault(null)
    options.onUp()
  }

  function lost(problem: string): void {
    client = null
    const wasSteady = up && options.clock() - upSince >= STEADY_MS
    failures = wasSteady ? 1 : failures + 1
    if (up) {
      up = false
      options.onDown()
    }
    if (stopped) return
    options.onFault(problem)
    timer = setTimeout(connect, backoffMs(failures, options.random(), options.backoff))
  }

  connect()
  return {
    isUp: () => up,
    send(channel, payload, { retain = false } = {}) {
      if (!up || !client) return false
      const mine = client
      mine.publish(topic(channel), Buffer.from(payload), { qos: 1, retain }, (error) => {
        if (error && client === mine) mine.end(true)
      })
      return true
    },
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      const mine = client
      if (!mine) return
      if (up) await atMost(GOODBYE_MS, sayStatus(mine, 'offline'))
      // In order where there is a link; a connection that is still being made is dropped.
      await atMost(GOODBYE_MS, mine.endAsync(!up))
      up = false
      client = null
    },
  }
}

/** Waits for work that may fail or never end. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work.catch(() => undefined), late])
  clearTimeout(timer)
}

const clientOptions = (options: LinkOptions, will: Uint8Array, statusTopic: string): IClientOptions => ({
  protocolVersion: 4,
  clientId: options.device,
  clean: true,
  keepalive: options.keepaliveSeconds,
  connectTimeout: CONNECT_TIMEOUT_MS,
  reconnectPeriod: 0,
  resubscribe: false,
  queueQoSZero: false,
  will: { topic: statusTopic, payload: Buffer.from(will), qos: 1, retain: true },
  ...(options.tls && {
    key: options.tls.key,
    cert: options.tls.certificate,
    ca: options.tls.ca,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2' as const,
  }),
})

function hintOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH') {
    return `central cannot be reached (${code}): check the network and that central runs`
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `central's name cannot be resolved (${code}): check DNS`
  if (code.includes('CERT') || code.includes('SSL') || code === '5') {
    return `central and this unit do not trust each other (${message}): check the clock; if it is right, enrol again`
  }
  return `${message}${code ? ` (${code})` : ''}`
}
