import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DeviceId } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import { z } from 'zod'
import { replaceFile, syncFolder } from '../durable-file.ts'

/** Who this unit is, to whom it speaks, and what it trusts: what enrolment left behind. */
export interface Identity {
  readonly device: DeviceId
  /** `mqtts://host:port` */
  readonly broker: string
  /** PEM */
  readonly key: string
  readonly certificate: string
  readonly ca: string
  /** Central's Ed25519 key, which signs hotlists. */
  readonly signingKey: KeyObject
  /** When the certificate stops being valid, milliseconds since 1970. */
  readonly validUntil: number
}

/** The same as text, for the disk. */
export type IdentityFiles = Omit<Identity, 'signingKey' | 'validUntil'> & { readonly signingKey: string }

const About = z.strictObject({ device: DeviceId, broker: z.string() })

const FOLDER = 'identity'
const FILES = {
  key: 'device.key',
  certificate: 'device.crt',
  ca: 'ca.crt',
  signingKey: 'signing.pub',
} as const
const ABOUT = 'unit.json'

export const isEnrolled = (state: string): boolean => existsSync(join(state, FOLDER))

/**
 * Stores an identity as a whole: the folder appears complete, or not at all. Replacing one first moves it
 * aside, so that a power cut in between leaves the unit not enrolled rather than half of each.
 */
export function storeIdentity(state: string, identity: IdentityFiles): void {
  const next = join(state, `${FOLDER}.next`)
  rmSync(next, { recursive: true, force: true })
  mkdirSync(next, { recursive: true, mode: 0o700 })
  for (const [name, file] of Object.entries(FILES)) {
    replaceFile(join(next, file), identity[name as keyof typeof FILES])
  }
  replaceFile(join(next, ABOUT), JSON.stringify({ device: identity.device, broker: identity.broker }))
  const old = join(state, `${FOLDER}.old`)
  rmSync(old, { recursive: true, force: true })
  if (isEnrolled(state)) renameSync(join(state, FOLDER), old)
  renameSync(next, join(state, FOLDER))
  syncFolder(state)
  rmSync(old, { recursive: true, force: true })
}

const ENROL = 'run `archway-edge enroll --central URL --code CODE --state DIR`'

/** @returns the identity, or what is wrong with it and what to do */
export function readIdentity(state: string): Result<Identity, string> {
  const folder = join(state, FOLDER)
  if (!existsSync(folder)) return fail(`this unit is not enrolled: ${ENROL}`)
  try {
    const read = (file: string) => readFileSync(join(folder, file), 'utf8')
    const about = About.parse(JSON.parse(read(ABOUT)))
    const [key, certificate, ca] = [read(FILES.key), read(FILES.certificate), read(FILES.ca)]
    const mine = new X509Certificate(certificate)
    if (!mine.checkPrivateKey(createPrivateKey(key))) {
      return fail(`${folder}: the key is not that of the certificate; ${ENROL} with a new code and --replace`)
    }
    const signingKey = createPublicKey(read(FILES.signingKey))
    return ok({ ...about, key, certificate, ca, signingKey, validUntil: Date.parse(mine.validTo) })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return fail(`${folder} cannot be read (${message}); ${ENROL} with a new code and --replace`)
  }
}
