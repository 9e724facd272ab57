import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readKeyFile, writeKeyFile } from '../fleet/key-files.ts'

const NAME = 'audit.key.pem'

/** The key that signs checkpoints and nothing else. A key that is there stays. */
export function ensureAuditKey(folder: string): void {
  if (existsSync(join(folder, NAME))) return
  const { privateKey } = generateKeyPairSync('ed25519')
  writeKeyFile(folder, NAME, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}

export interface AuditKey {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export function readAuditKey(folder: string): AuditKey {
  const privateKey = createPrivateKey(readKeyFile(folder, NAME))
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

/** SHA-256 of the public key's DER, hexadecimal: what two people compare aloud. */
export const fingerprintOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')

export const publicPem = (publicKey: KeyObject): string =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString()
