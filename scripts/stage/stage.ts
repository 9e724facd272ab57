import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { createAuthenticator } from './authenticator.ts'
import { type Desk, logIn, type Operator } from './desk.ts'
import { lastWords, type Program, run, start } from './program.ts'
import { type Show, UNITS, type UnitSetup, writeUnitConfig } from './unit-setup.ts'

const POLICY = fileURLToPath(new URL('../../central/policy.yaml', import.meta.url))

export interface StageOptions {
  /** An empty folder: everything that central and the units keep lies in it. */
  readonly folder: string
  readonly httpPort: number
  readonly mqttPort: number
  /** Where units find the broker, when that is not the broker itself but a link to it. */
  readonly linkPort?: number
  readonly hotlist: { readonly file: string; readonly format: string } | null
  readonly show: Show
  readonly units?: readonly UnitSetup[]
  /** False: every hit raises an alert of its own, also of a vehicle that has just been there. */
  readonly dwell?: boolean
}

export interface OnStage {
  readonly setup: UnitSetup
  readonly state: string
  /** Starts the unit (again). */
  play(): Program
}

/** A whole small department on this machine: central, and units that are enrolled with it, as built. */
export interface Stage {
  readonly url: string
  readonly operator: Operator
  readonly units: readonly OnStage[]
  /** Starts central (again) and waits until it answers. */
  startCentral(): Promise<Program>
  logIn(): Promise<Desk>
}

/** Sets everything up: keys, an operator who may sign in, the list, two enrolled units. Central runs when this resolves. */
export async function setStage(options: StageOptions): Promise<{ stage: Stage; central: Program }> {
  const { folder, httpPort, mqttPort, hotlist, show } = options
  mkdirSync(folder, { recursive: true })
  const url = `http://127.0.0.1:${httpPort}`
  const config = join(folder, 'central.yaml')
  const link = options.linkPort && `mqtts://127.0.0.1:${options.linkPort}`
  writeFileSync(
    config,
    stringify({
      data: 'central/data',
      keys: 'central/keys',
      policy: options.dwell === false ? withoutDwell(folder) : POLICY,
      names: ['127.0.0.1', 'localhost'],
      broker: { host: '127.0.0.1', port: mqttPort, url: link || null },
      http: { host: '127.0.0.1', port: httpPort },
    }),
  )
  await run('central', ['init', '--config', config])
  const user = 'operator'
  const display = 'Demo Operator'
  const made = ['user', 'add', user, '--role', 'operator', '--badge', 'DEMO-1', '--display', display]
  const password = (await run('central', [...made, '--generate', '--config', config])).trim()
  const today = new Date().toISOString().slice(0, 10)
  const training = [
    '--course',
    'Demonstration',
    '--trainer',
    'nobody, this is a demonstration',
    '--date',
    today,
  ]
  await run('central', ['user', 'training', user, ...training, '--config', config])
  await run('central', ['user', 'receipt', user, '--signature', display, '--config', config])
  const operator: Operator = { user, password, authenticator: createAuthenticator() }
  if (hotlist) {
    const source = ['--format', hotlist.format, '--list', 'wanted', '--source-time', new Date().toISOString()]
    await run('central', ['hotlist', 'import', hotlist.file, ...source, '--config', config])
  }
  const startCentral = async () => {
    const program = start('central', ['serve', '--config', config], join(folder, 'central.log'))
    await answering(url, program)
    return program
  }
  const central = await startCentral()
  const units: OnStage[] = []
  for (const setup of options.units ?? UNITS) {
    const state = join(folder, setup.id)
    const code = (await run('central', [...registered(setup), '--config', config])).trim()
    await run('edge', ['enroll', '--central', url, '--code', code, '--state', state])
    const unitConfig = writeUnitConfig(setup, show, folder, hotlist !== null)
    const args = ['run', '--config', unitConfig, '--state', state]
    const untilDone = show.kind === 'scenes' && show.loop ? [] : ['--exit-when-done']
    const log = join(folder, `${setup.id}.log`)
    units.push({ setup, state, play: () => start('edge', [...args, ...untilDone], log) })
  }
  return {
    central,
    stage: {
      url,
      operator,
      units,
      startCentral,
      logIn: () => logIn(url, operator),
    },
  }
}

function withoutDwell(folder: string): string {
  const policy = parse(readFileSync(POLICY, 'utf8'))
  const file = join(folder, 'policy.yaml')
  writeFileSync(file, stringify({ ...policy, alerts: { ...policy.alerts, dwellMinutes: 0 } }))
  return file
}

function registered({ id, kind, name, place }: UnitSetup): string[] {
  const where = place ? ['--lat', `${place.lat}`, `--lon=${place.lon}`, '--label', place.label] : []
  return ['device', 'add', id, '--kind', kind, '--name', name, ...where]
}

async function answering(url: string, program: Program): Promise<void> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    if (program.exitCode() !== null) break
    const reply = await fetch(`${url}/healthz`).catch(() => null)
    if (reply) return
    await pause(100)
  }
  throw new Error(`central does not answer at ${url}; its last words:\n${lastWords(program)}`)
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
