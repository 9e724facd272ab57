import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { connect } from 'node:tls'
import type { UnitConfig } from './config.ts'
import { type Identity, readIdentity } from './enroll/identity.ts'
import type { SealedList } from './hotlist/sealed-list.ts'
import { reasonOf } from './journal.ts'
import { type ModelName, type Precision, readFormats, readGraph, readManifest } from './models/manifest.ts'
import { readDrive } from './place/recorded-locator.ts'

/** One thing that was looked at. `warn`: works now, but somebody should know. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'wrong'
  readonly what: string
}

export interface CheckParts {
  readonly config: UnitConfig
  readonly models: string
  readonly now: number
  readonly openList: (identity: Identity) => SealedList
}

const DAY_MS = 86_400_000
const CERTIFICATE_WARNING_DAYS = 30
const REACH_MS = 5000

const good = (what: string): Finding => ({ level: 'ok', what })
const warn = (what: string): Finding => ({ level: 'warn', what })
const wrong = (what: string): Finding => ({ level: 'wrong', what })

/** Looks at everything that a unit needs, without changing anything, and stops at nothing. */
export async function check(parts: CheckParts): Promise<Finding[]> {
  const { config, now } = parts
  const identity = readIdentity(config.state)
  return [
    ...config.cameras.map(cameraFinding),
    ...(await modelsFindings(parts.models, config.precision)),
    stateFinding(config.state),
    ...(config.place ? [driveFinding(config.place.path)] : []),
    ...(identity.ok
      ? [
          ...identityFindings(identity.value, config.unit, now),
          await brokerFinding(identity.value),
          listFinding(parts.openList(identity.value), now),
        ]
      : [wrong(identity.error)]),
  ]
}

function cameraFinding({ id, angle, source }: UnitConfig['cameras'][number]): Finding {
  const camera = `camera ${id} (angle ${angle})`
  if (!existsSync(source.path)) return wrong(`${camera}: ${source.path} is not there; correct its path`)
  const isFolder = statSync(source.path).isDirectory()
  if (isFolder !== (source.kind !== 'video')) {
    return wrong(`${camera}: ${source.path} is ${isFolder ? 'a folder' : 'a file'}, not a ${source.kind}`)
  }
  return good(`${camera}: ${source.kind} ${source.path}`)
}

const NO_STATE =
  'models: none of them tells the state, so no alert will be more than "look only"; install a release with one'
const NO_FORMATS =
  "models: without a table of the states' serial formats, O and 0, I and 1 are told apart by their shape alone"

async function modelsFindings(folder: string, precision: Precision): Promise<Finding[]> {
  try {
    const manifest = await readManifest(folder)
    for (const name of Object.keys(manifest.models)) {
      await readGraph(folder, manifest, name as ModelName, precision)
    }
    const formats = await readFormats(folder, manifest)
    const { jurisdiction } = manifest.models
    return [
      good(`models ${manifest.version}: every file is the one of the manifest`),
      ...(jurisdiction ? [] : [warn(NO_STATE)]),
      ...(jurisdiction && !formats ? [warn(NO_FORMATS)] : []),
    ]
  } catch (error) {
    const { reason, hint } = reasonOf(error)
    return [wrong(`models: ${reason}${hint ? `. ${hint}` : ''}`)]
  }
}

function driveFinding(path: string): Finding {
  try {
    return good(`place: a recorded drive of ${readDrive(path).length} fixes`)
  } catch (error) {
    return wrong(reasonOf(error).reason)
  }
}

function stateFinding(folder: string): Finding {
  if (!existsSync(folder)) return wrong(`state directory ${folder} is not there; enrolling makes it`)
  try {
    accessSync(folder, constants.R_OK | constants.W_OK)
  } catch {
    return wrong(`state directory ${folder} cannot be written by this user; correct its owner`)
  }
  return (statSync(folder).mode & 0o077) === 0
    ? good(`state directory ${folder}`)
    : warn(`state directory ${folder} can be read by other users: chmod 700 it`)
}

function identityFindings(identity: Identity, unit: string, now: number): Finding[] {
  const days = Math.floor((identity.validUntil - now) / DAY_MS)
  const until = new Date(identity.validUntil).toISOString().slice(0, 10)
  const certificate =
    days < 0
      ? wrong(`the certificate expired on ${until}, or the clock is wrong; check the clock, then enrol again`)
      : days < CERTIFICATE_WARNING_DAYS
        ? warn(`the certificate expires on ${until}: enrol again before that`)
        : good(`certificate valid until ${until}`)
  const name =
    identity.device === unit
      ? good(`enrolled as ${unit}`)
      : wrong(`the file says unit ${unit}, but this box is enrolled as ${identity.device}`)
  return [name, certificate]
}

function brokerFinding({ broker, key, certificate, ca }: Identity): Promise<Finding> {
  const { hostname, port } = new URL(broker)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 8883), key, cert: certificate, ca })
    const done = (finding: Finding) => {
      socket.destroy()
      resolve(finding)
    }
    socket.setTimeout(REACH_MS, () => done(wrong(`broker ${broker}: no answer in ${REACH_MS / 1000} s`)))
    socket.once('error', (error) =>
      done(
        wrong(`broker ${broker}: ${reasonOf(error).reason || 'cannot be reached'}; check network and clock`),
      ),
    )
    socket.once('secureConnect', () =>
      done(good(`broker ${broker} answers, and is certified by our authority`)),
    )
  })
}

function listFinding(storage: SealedList, now: number): Finding {
  const list = storage.read()
  if (!list.ok) return wrong(`hotlist: ${list.error}`)
  if (!list.value) return warn('hotlist: none yet; it comes when the unit first reaches central')
  const { version, entries, sourceAt, expiresAt } = list.value.signed.manifest
  const hours = Math.round((now - sourceAt) / 3_600_000)
  const said = `hotlist ${version}: ${entries} entries, ${hours} h old`
  return expiresAt <= now ? wrong(`${said}, expired: nothing is matched`) : good(said)
}
