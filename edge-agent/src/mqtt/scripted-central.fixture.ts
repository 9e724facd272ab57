import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { decodeImage, decodeJson, encodeJson } from '@archway/shared/codec'
import { Ack, ReadsMessage } from '@archway/shared/messages'
import { sha256 } from '@archway/shared/signing'
import { parseTopic, topicOf, type Up } from '@archway/shared/topics'
import { Aedes } from 'aedes'

export interface Arrived {
  readonly channel: Up
  readonly payload: Buffer
  readonly retain: boolean
}

/** How central answers one message; `null`: not at all, as if the answer was lost. */
export type Answer = (arrived: Arrived, usual: Ack) => Ack | null | Promise<Ack | null>

/**
 * A real broker on a real port, and a central that stores in memory, idempotent by id, and answers as told.
 * It can be killed and started again on the same port with what it stored.
 */
export async function scriptedCentral(options: {
  device: string
  tls?: { key: string; certificate: string; ca: string }
}) {
  const stored = new Set<string>()
  const log: Arrived[] = []
  let answer: Answer = (_arrived, usual) => usual
  let port = 0
  let running: { aedes: Aedes; server: Server; sockets: Set<Socket> } | null = null

  function usualAnswer({ channel, payload }: Arrived): Ack {
    const message = sha256(payload)
    const empty: Ack = { v: 1, message, accepted: [], refused: [], whole: null }
    if (channel === 'images') {
      const image = decodeImage(payload)
      return image.ok ? { ...empty, accepted: [image.value.header.id] } : { ...empty, whole: image.error }
    }
    const reads = decodeJson(ReadsMessage, payload)
    if (!reads.ok) return { ...empty, whole: reads.error }
    return { ...empty, accepted: reads.value.sightings.map((sighting) => sighting.read.id) }
  }

  async function arrived(aedes: Aedes, what: Arrived): Promise<void> {
    log.push(what)
    if (what.channel !== 'reads' && what.channel !== 'images') return
    const ack = await answer(what, usualAnswer(what))
    if (!ack) return
    for (const id of ack.accepted) stored.add(id)
    publish(aedes, 'ack', encodeJson(Ack, ack))
  }

  function publish(aedes: Aedes, channel: 'ack' | 'hotlist' | 'delta', payload: Uint8Array, retain = false) {
    aedes.publish(
      {
        cmd: 'publish',
        qos: 1,
        dup: false,
        retain,
        topic: topicOf(options.device, channel),
        payload: Buffer.from(payload),
      },
      () => undefined,
    )
  }

  async function start(): Promise<void> {
    const aedes = await Aedes.createBroker()
    aedes.on('publish', (packet, client) => {
      const channel = parseTopic(packet.topic)?.channel as Up | undefined
      if ((client || packet.topic.endsWith('/status')) && channel) {
        void arrived(aedes, { channel, payload: Buffer.from(packet.payload), retain: packet.retain })
      }
    })
    const { tls } = options
    const server = tls
      ? createTlsServer(
          { key: tls.key, cert: tls.certificate, ca: tls.ca, requestCert: true, rejectUnauthorized: true },
          (socket) => aedes.handle(socket),
        )
      : createTcpServer((socket) => aedes.handle(socket))
    const sockets = new Set<Socket>()
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
    port = (server.address() as AddressInfo).port
    running = { aedes, server, sockets }
  }

  /** As a power cut does it: no goodbye. */
  async function kill(): Promise<void> {
    const dying = running
    running = null
    if (!dying) return
    for (const socket of dying.sockets) socket.destroy()
    await new Promise((done) => dying.server.close(done))
    await new Promise<void>((done) => dying.aedes.close(() => done()))
  }

  await start()
  return {
    stored,
    log,
    url: () => `${options.tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${port}`,
    answers(next: Answer) {
      answer = next
    },
    say(channel: 'ack' | 'hotlist' | 'delta', payload: Uint8Array, retain = false) {
      if (running) publish(running.aedes, channel, payload, retain)
    },
    clients: () => running?.aedes.connectedClients ?? 0,
    /** Cuts the connections; the broker stays. */
    cut() {
      for (const socket of running?.sockets ?? []) socket.destroy()
    },
    kill,
    start,
  }
}
