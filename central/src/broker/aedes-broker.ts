import type { DeviceId } from '@archway/shared/id'
import { parseTopic, topicOf, UP } from '@archway/shared/topics'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import type { LiveRegistry } from '../fleet/ledger-registry.ts'
import { type Attempt, PACKET_LIMITS, publishRefusal, subscribeRefusal, willRefusal } from './access.ts'
import type { Arrival, Broker } from './broker.ts'
import { LimitedSocket } from './limited-socket.ts'
import { PacketError } from './packet-limit.ts'
import { type Identity, type UnitListener, type UnitListenerOptions, unitListener } from './unit-listener.ts'

export interface AedesBrokerOptions extends Pick<UnitListenerOptions, 'host' | 'port' | 'tls'> {
  readonly registry: Pick<LiveRegistry, 'refusal'>
  /** Told of everything that was refused; `device` as far as a certificate proved it. */
  readonly onRefused: (attempt: Attempt, device: DeviceId | null, detail: string) => void
  /** Told when the handler of arrivals broke its promise and threw; the unit is cut off and sends again. */
  readonly onFault: (error: unknown) => void
}

export interface AedesBroker extends Broker, Pick<UnitListener, 'address' | 'renew'> {
  /** Units connected now. */
  connected(): number
}

/** An error of ours, reported already when it reaches the broker's error events. */
class ReportedError extends Error {}

const NOT_AUTHORISED = 5
/** Longest silence that a unit may ask for, in seconds: after one and a half of it, it counts as gone. */
const KEEPALIVE_LIMIT = 120
const HANDSHAKE_MS = 10_000
/** A unit that does not read what it is sent is cut off after this time. */
const DRAIN_MS = 15_000

/**
 * aedes over TLS. A unit is known by its certificate before the first MQTT byte; its client id must say the
 * same. Every publish, subscription and delivery asks the registry again, so a revocation holds at once even
 * for a connection that is still open.
 */
export async function createAedesBroker(options: AedesBrokerOptions): Promise<AedesBroker> {
  const { host, port, tls, registry, onRefused } = options
  const identities = new WeakMap<object, Identity>()
  const refusedConnects = new WeakMap<object, Attempt>()
  const live = new Map<DeviceId, Client>()
  const lanes = new Map<DeviceId, Promise<void>>()
  let handle: (arrival: Arrival) => void | Promise<void> = () => {
    throw new Error('the broker was started without a handler for arrivals')
  }

  const identityOf = (client: Client) => identities.get(client.conn)
  const refusalOf = (identity: Identity | undefined): Attempt | null =>
    identity ? registry.refusal(identity.device, identity.fingerprint) : 'no-valid-certificate'

  const aedes = await Aedes.createBroker({
    // Unlimited: one unit that is slow to read must not hold up what others are sent.
    concurrency: 0,
    connectTimeout: HANDSHAKE_MS,
    drainTimeout: DRAIN_MS,
    keepaliveLimit: KEEPALIVE_LIMIT,

    preConnect(client, packet, done) {
      const identity = identityOf(client)
      const attempt =
        refusalOf(identity) ??
        (packet.clientId === identity?.device ? null : 'client-id') ??
        (packet.will && identity ? willRefusal(identity.device, publication(packet.will)) : null)
      if (attempt) {
        refusedConnects.set(client, attempt)
        onRefused(attempt, identity?.device ?? null, 'connect')
      }
      // Sessions are never kept: what a unit must have, it asks for again (its outbox, the retained list).
      packet.clean = true
      done(null, true)
    },
    authenticate(client, _user, _password, done) {
      const attempt = refusedConnects.get(client)
      if (!attempt) return done(null, true)
      const error: AuthenticateError = Object.assign(new ReportedError(attempt), {
        returnCode: NOT_AUTHORISED,
      })
      done(error, null)
    },
    authorizePublish(client, packet, done) {
      const identity = client ? identityOf(client) : undefined
      const attempt =
        refusalOf(identity) ?? (identity ? publishRefusal(identity.device, publication(packet)) : null)
      if (attempt || !identity) {
        onRefused(attempt ?? 'protocol', identity?.device ?? null, shorten(packet.topic))
        return done(new ReportedError(attempt ?? 'protocol'))
      }
      // Handed over here, in the order of the packets, and answered only when the handler is done.
      const finished =
        client?.conn instanceof LimitedSocket ? client.conn.inWork(packet.payload.length) : null
      void arrive(identity.device, packet).then(
        () => {
          finished?.()
          done(null)
        },
        (error) => {
          options.onFault(error)
          done(new ReportedError('the arrival was not taken'))
        },
      )
    },
    authorizeSubscribe(client, subscription, done) {
      const identity = identityOf(client)
      const attempt =
        refusalOf(identity) ?? (identity ? subscribeRefusal(identity.device, subscription.topic) : 'protocol')
      if (!attempt) return done(null, subscription)
      onRefused(attempt, identity?.device ?? null, shorten(subscription.topic))
      done(null, null)
    },
    authorizeForward(client, packet) {
      const identity = identityOf(client)
      const own = identity !== undefined && parseTopic(packet.topic)?.device === identity.device
      return own && refusalOf(identity) === null ? packet : null
    },
  })

  async function arrive(device: DeviceId, packet: PublishPacket): Promise<void> {
    const channel = UP.find((name) => topicOf(device, name) === packet.topic)
    if (channel) await handle({ device, channel, payload: Buffer.from(packet.payload) })
  }

  aedes.on('client', (client) => {
    const identity = identityOf(client)
    if (!identity) return client.close()
    live.set(identity.device, client)
    // A revocation may have come between the certificate's check and this moment.
    if (refusalOf(identity) !== null) client.close()
  })
  aedes.on('clientDisconnect', (client) => {
    const device = identityOf(client)?.device
    if (device !== undefined && live.get(device) === client) live.delete(device)
  })
  const onFault = (client: Client, error: Error & { code?: string }) => {
    const isNetwork = error.code !== undefined
    if (error instanceof ReportedError || isNetwork || error.message === 'keep alive timeout') return
    const attempt = error instanceof PacketError && error.kind === 'too-large' ? 'packet-size' : 'protocol'
    onRefused(attempt, identityOf(client)?.device ?? null, shorten(error.message))
  }
  aedes.on('clientError', onFault)
  aedes.on('connectionError', onFault)

  const listener = unitListener({
    host,
    port,
    tls,
    handshakeMs: HANDSHAKE_MS,
    onStranger: (detail) => onRefused('no-valid-certificate', null, shorten(detail)),
    onUnit(socket, identity) {
      const stream = new LimitedSocket(socket, PACKET_LIMITS)
      identities.set(stream, identity)
      aedes.handle(stream)
    },
  })

  return {
    onArrival(handler) {
      handle = handler
    },
    publish(device, channel, payload, { retain = false } = {}) {
      // One at a time a unit: aedes takes a message that overtook another for a duplicate and drops it.
      const lane = (lanes.get(device) ?? Promise.resolve()).then(
        () =>
          new Promise<void>((resolve, reject) => {
            const packet = {
              cmd: 'publish',
              dup: false,
              topic: topicOf(device, channel),
              payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
              qos: 1,
              retain,
            } as const
            aedes.publish(packet, (error) => (error ? reject(error) : resolve()))
          }),
      )
      const settled = lane.catch(() => {})
      lanes.set(device, settled)
      void settled.then(() => {
        if (lanes.get(device) === settled) lanes.delete(device)
      })
      return lane
    },
    disconnect: (device) =>
      new Promise((resolve) => {
        const client = live.get(device)
        if (client) client.close(() => resolve())
        else resolve()
      }),
    start: listener.start,
    async stop() {
      const closed = listener.close()
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
      listener.cut()
      await closed
    },
    address: listener.address,
    connected: () => live.size,
    renew: listener.renew,
  }
}

const publication = (packet: { topic: string; qos?: number; retain?: boolean }) => ({
  topic: packet.topic,
  qos: packet.qos ?? 0,
  retain: packet.retain ?? false,
})

/** What a stranger sent goes into the log only in part, and only as plain text. */
const shorten = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 120)
