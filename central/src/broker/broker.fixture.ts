import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { connect as connectMqtt, type IClientOptions, type MqttClient } from 'mqtt'
import { type Authority, openAuthority } from '../fleet/authority.ts'
import { createAuthorityFiles } from '../fleet/authority-files.ts'
import { enrol, offerEnrolment } from '../fleet/enrolment.ts'
import { certificateRequest } from '../fleet/fleet.fixture.ts'
import { type LiveRegistry, openRegistry } from '../fleet/ledger-registry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { type AedesBroker, createAedesBroker } from './aedes-broker.ts'
import type { Arrival } from './broker.ts'

const VALIDITY = { deviceDays: 30, serverDays: 30 }
const random = (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into)

/** What a unit holds after its enrolment. */
export interface Bearer {
  readonly key: string
  readonly cert: string
}

/** A real broker on a loopback port, a ledger, and what arrived and was refused. */
export interface Rig {
  readonly broker: AedesBroker
  readonly ledger: Ledger
  readonly registry: LiveRegistry
  readonly authority: Authority
  readonly arrivals: Arrival[]
  readonly refused: string[]
  /** The handler's work for each arrival; replace it to be slow. */
  work: (arrival: Arrival) => void | Promise<void>
  enrolled(device: string): Promise<Bearer>
  connect(device: string, bearer: Bearer, options?: IClientOptions): Promise<MqttClient>
  /** A TLS connection that speaks whatever the test writes. */
  raw(bearer?: Bearer): Promise<TLSSocket>
  close(): Promise<void>
}

export async function newAuthority(folder: string): Promise<Authority> {
  await createAuthorityFiles(folder, Date.now())
  return openAuthority(folder, VALIDITY)
}

async function openRig(): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'broker-'))
  const authority = await newAuthority(join(folder, 'keys'))
  const ledger = openLedgerHere(':memory:')
  const registry = await openRegistry(ledger)
  const server = await authority.certifyServer(['localhost', '127.0.0.1'], Date.now())
  const arrivals: Arrival[] = []
  const refused: string[] = []
  const clients: MqttClient[] = []
  const broker = await createAedesBroker({
    host: '127.0.0.1',
    port: 0,
    tls: { ...server, ca: authority.certificate },
    registry,
    onRefused: (attempt, device) => refused.push(`${attempt} ${device}`),
    onFault: (error) => refused.push(`fault ${String(error)}`),
  })
  const rig: Rig = {
    broker,
    ledger,
    registry,
    authority,
    arrivals,
    refused,
    work: () => {},
    async enrolled(device) {
      const now = Date.now()
      await ledger.addDevice({ id: device, kind: 'vehicle', name: device, place: null }, now, 'it')
      const offered = await offerEnrolment(
        { ledger, authority, random },
        { device, at: now, hours: 1, by: 'it' },
      )
      if (!offered.ok) throw new Error(offered.error)
      const { csr, key } = await certificateRequest(device)
      const reply = await enrol(
        { ledger, authority, broker: '' },
        { code: offered.value.code, csr },
        Date.now(),
      )
      if (!reply.ok) throw new Error(reply.error)
      await registry.refresh()
      return { key, cert: reply.value.certificate }
    },
    async connect(device, { key, cert }, options = {}) {
      const { port } = broker.address()
      const client = connectMqtt(`mqtts://localhost:${port}`, {
        protocolVersion: 4,
        clientId: device,
        ca: authority.certificate,
        key,
        cert,
        reconnectPeriod: 0,
        connectTimeout: 5000,
        ...options,
      })
      clients.push(client)
      // With TLS 1.3 a refused certificate looks at first like a connection that is closed at once.
      await new Promise<void>((resolve, reject) => {
        client.once('connect', () => resolve())
        client.once('close', () => reject(new Error('closed')))
        client.on('error', reject)
      })
      return client
    },
    raw: (bearer) =>
      new Promise((resolve, reject) => {
        const { port } = broker.address()
        const socket = connect({ port, host: 'localhost', ca: authority.certificate, ...bearer }, () =>
          resolve(socket),
        )
        socket.on('error', reject)
      }),
    async close() {
      for (const client of clients) client.end(true)
      await broker.stop()
      await ledger.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  broker.onArrival(async (arrival) => {
    await rig.work(arrival)
    arrivals.push(arrival)
  })
  await broker.start()
  return rig
}

/** A broker with two units that are enrolled and not connected. */
export async function openPair(): Promise<{ readonly rig: Rig; readonly one: Bearer; readonly two: Bearer }> {
  const rig = await openRig()
  return { rig, one: await rig.enrolled('car-1'), two: await rig.enrolled('car-2') }
}

export const closed = (client: MqttClient | TLSSocket): Promise<void> =>
  new Promise((resolve) => client.on('close', () => resolve()))

/** What arrived, in order: from whom, by which channel, what. */
export const seenBy = ({ arrivals }: Rig): string[] =>
  arrivals.map(({ device, channel, payload }) => `${device} ${channel} ${payload}`)
