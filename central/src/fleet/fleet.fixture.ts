import { KeyObject, webcrypto } from 'node:crypto'
import { EC_KEY, EC_SIGNATURE } from './authority-files.ts'
import { Pkcs10CertificateRequestGenerator } from './x509.ts'

const RSA_KEY = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
} as const

/** What a unit makes: a key of its own and a request for a certificate. All PEM. */
export async function certificateRequest(
  name: string,
  kind: 'EC' | 'RSA' = 'EC',
): Promise<{ csr: string; key: string; publicKey: string }> {
  const keys = await webcrypto.subtle.generateKey(kind === 'EC' ? EC_KEY : RSA_KEY, true, ['sign', 'verify'])
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: kind === 'EC' ? EC_SIGNATURE : RSA_KEY,
  })
  return {
    csr: request.toString('pem'),
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: KeyObject.from(keys.publicKey).export({ type: 'spki', format: 'pem' }).toString(),
  }
}
