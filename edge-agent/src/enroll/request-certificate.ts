import { KeyObject, webcrypto } from 'node:crypto'
import type { DeviceId } from '@archway/shared/id'
import { Pkcs10CertificateRequestGenerator } from './x509.ts'

/** A P-256 key, born here, and the request for its certificate (PKCS#10). Both PEM; only the request leaves. */
export async function requestCertificate(device: DeviceId): Promise<{ key: string; csr: string }> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [device] }],
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  return {
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
    csr: request.toString('pem'),
  }
}
