import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EnrolReply } from '@archway/shared/enrolment'
import type { Role } from '@archway/shared/role'
import { topicOf, type Up } from '@archway/shared/topics'
import { connectAsync, type MqttClient } from 'mqtt'
import { pino } from 'pino'
import { recordReceipt, recordTraining } from './command/clearance-commands.ts'
import { addDevice } from './command/device-commands.ts'
import { importHotlist } from './command/hotlist-commands.ts'
import type { CommandMeans } from './command/means.ts'
import { addUser } from './command/user-commands.ts'
import { type CentralConfig, readConfig } from './config.ts'
import { openAuthority } from './fleet/authority.ts'
import { createAuthorityFiles } from './fleet/authority-files.ts'
import { certificateRequest } from './fleet/fleet.fixture.ts'
import { openLedgerHere } from './ledger/sqlite-ledger.ts'
import { hashPassword } from './people/passwords.ts'
import { type Serving, serve } from './serve.ts'

const POLICY = fileURLToPath(new URL('../policy.yaml', import.meta.url))
const random = (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into)

/** A whole central in a folder of its own, on free ports, with the command line beside it. */
export interface Central {
  readonly config: CentralConfig
  readonly serving: Serving
  /** Every line of the log. */
  readonly log: string[]
  /** Runs a command as another process would: on its own ledger. Gives what it printed for programs. */
  command(run: (means: CommandMeans) => Promise<number>): Promise<string>
  addUnit(id: string, kind: 'fixed' | 'vehicle'): Promise<string>
  addOperator(name: string): Promise<string>
  /**
   * Adds somebody who is trained, has the Special Order, and set their password themselves. Gives the password.
   * @param lacks what the next login asks them for
   */
  addPerson(name: string, roles: readonly Role[], lacks?: 'password' | 'receipt'): Promise<string>
  /** Imports plates, in order, as the list `hot`. */
  importPlates(...plates: string[]): Promise<void>
  /** Enrols over the API and connects. */
  unit(id: string, code: string): Promise<Unit>
  restart(): Promise<void>
  /** Starts again what was stopped. */
  start(): Promise<void>
  close(): Promise<void>
}

export interface Unit {
  readonly client: MqttClient
  readonly reply: EnrolReply
  readonly heard: { readonly topic: string; readonly payload: Buffer }[]
  send(channel: Up, payload: Uint8Array): Promise<void>
}

export async function startCentral(extra = '', pageFolder?: string): Promise<Central> {
  const folder = mkdtempSync(join(tmpdir(), 'central-'))
  const file = join(folder, 'central.yaml')
  writeFileSync(
    file,
    `data: data\nkeys: keys\npolicy: ${POLICY}\nnames: [localhost]\nbroker: { host: 127.0.0.1, port: 0 }\n${extra || 'http: { port: 0 }\n'}`,
  )
  const read = readConfig(file)
  if (!read.ok) throw new Error(read.error.join('\n'))
  const config = read.value
  await createAuthorityFiles(config.keys, Date.now())
  const log: string[] = []
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) })
  const start = () => serve(config, { log: logger, pageFolder: pageFolder ?? join(folder, 'page') })
  let serving = await start()
  const clients: MqttClient[] = []

  const command: Central['command'] = async (run) => {
    const ledger = openLedgerHere(join(config.data, 'ledger.db'))
    const out: string[] = []
    const err: string[] = []
    try {
      const code = await run({
        config,
        ledger,
        authority: () => openAuthority(config.keys, config.certificates),
        terminal: {
          out: (text) => out.push(text),
          err: (text) => err.push(text),
          secret: () => Promise.reject(new Error('nobody to ask')),
        },
        now: Date.now,
        random,
        by: 'command line test',
      })
      if (code !== 0) throw new Error(`exit ${code}: ${err.join('; ')}`)
      return out.join('\n')
    } finally {
      await ledger.close()
    }
  }

  const addPerson: Central['addPerson'] = async (name, roles, lacks) => {
    const password = await command((means) =>
      addUser({ name, display: null, badge: `D-${name}`, roles, generate: true }, means),
    )
    const training = { person: name, course: 'ALPR', trainer: 'Sgt. Hill', takenAt: Date.now() - 1 }
    await command((means) => recordTraining(training, means))
    if (lacks !== 'receipt') await command((means) => recordReceipt({ person: name, signature: name }, means))
    if (lacks !== 'password') {
      const own = await hashPassword(password)
      await command(async ({ ledger }) =>
        (await ledger.setPassword(name, own, Date.now(), name)) === 'set' ? 0 : 1,
      )
    }
    return password
  }

  return {
    config,
    addPerson,
    get serving() {
      return serving
    },
    log,
    command,
    addUnit: (id, kind) =>
      command((means) => {
        const place = kind === 'fixed' ? { lat: 38.6, lon: -90.24, label: 'Grand & Gravois' } : null
        return addDevice({ id, kind, name: `Unit ${id}`, place }, means)
      }),
    addOperator: (name) => addPerson(name, ['operator']),
    async importPlates(...plates) {
      const list = join(folder, 'list.csv')
      const rows = plates.map((plate) => `${plate},MO,stolen vehicle`)
      writeFileSync(list, ['plate,state,category', ...rows, ''].join('\n'))
      await command(async (means) => {
        const people = await means.ledger.people()
        const acceptShrink = people.find(({ roles }) => roles.includes('rtcc-commander'))?.name ?? null
        return importHotlist(
          { file: list, format: 'csv', list: 'hot', sourceAt: Date.now(), dryRun: false, acceptShrink },
          means,
        )
      })
    },
    async unit(id, code) {
      const { csr, key } = await certificateRequest(id)
      const answer = await fetch(`${serving.http}/api/enrol`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, csr }),
      })
      const reply = EnrolReply.parse(await answer.json())
      const heard: { topic: string; payload: Buffer }[] = []
      const client = await connectAsync(reply.broker, {
        protocolVersion: 4,
        clientId: id,
        ca: reply.ca,
        cert: reply.certificate,
        key,
        reconnectPeriod: 0,
      })
      clients.push(client)
      client.on('error', () => {})
      client.on('message', (topic, payload) => heard.push({ topic, payload }))
      await client.subscribeAsync(
        (['ack', 'hotlist', 'delta'] as const).map((channel) => topicOf(id, channel)),
        { qos: 1 },
      )
      return {
        client,
        reply,
        heard,
        async send(channel, payload) {
          await client.publishAsync(topicOf(id, channel), Buffer.from(payload), { qos: 1 })
        },
      }
    },
    async restart() {
      await serving.stop()
      serving = await start()
    },
    async start() {
      serving = await start()
    },
    async close() {
      for (const client of clients) client.end(true)
      await serving.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
