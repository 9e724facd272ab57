import { createPrivateKey, generateKeyPairSync, KeyObject, randomBytes, webcrypto } from 'node:crypto'
import { ensureAuditKey } from '../audit/audit-key.ts'
import { readKeyFile, writeKeyFile } from './key-files.ts'
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

export const EC_KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const
export const EC_SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const

const CA_YEARS = 15
const YEAR_MS = 365 * 86_400_000

export interface AuthorityKeys {
  readonly caKey: webcrypto.CryptoKey
  readonly caCertificate: X509Certificate
  /** Ed25519, private: signs hotlist manifests. */
  readonly signingKey: KeyObject
}

/**
 * Makes the department's own certificate authority, the manifests' signing key and the audit log's. Refuses to overwrite:
 * a new authority would cut off every unit that was enrolled with the old one.
 */
export async function createAuthorityFiles(folder: string, now: number): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(EC_KEY, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: ['Archway unit authority'] }],
    notBefore: new Date(now - 3_600_000),
    notAfter: new Date(now + CA_YEARS * YEAR_MS),
    keys,
    signingAlgorithm: EC_SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  writeKeyFile(folder, 'ca.key.pem', pem(KeyObject.from(keys.privateKey)))
  writeKeyFile(folder, 'ca.cert.pem', `${certificate.toString('pem')}\n`)
  writeKeyFile(folder, 'signing.key.pem', pem(generateKeyPairSync('ed25519').privateKey))
  ensureAuditKey(folder)
}

export async function readAuthorityFiles(folder: string): Promise<AuthorityKeys> {
  const caKey = createPrivateKey(readKeyFile(folder, 'ca.key.pem'))
  const der = caKey.export({ type: 'pkcs8', format: 'der' })
  return {
    caKey: await webcrypto.subtle.importKey('pkcs8', der, EC_KEY, false, ['sign']),
    caCertificate: new X509Certificate(readKeyFile(folder, 'ca.cert.pem')),
    signingKey: createPrivateKey(readKeyFile(folder, 'signing.key.pem')),
  }
}

/** 128 random bits, positive, as hexadecimal. */
export function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0)
  return bytes.toString('hex')
}

export const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
