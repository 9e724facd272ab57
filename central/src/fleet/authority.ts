import { createPublicKey, type KeyObject, KeyObject as NodeKey, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import type { DeviceId } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import { sha256 } from '@archway/shared/signing'
import {
  type AuthorityKeys,
  EC_KEY,
  EC_SIGNATURE,
  pem,
  readAuthorityFiles,
  serialNumber,
} from './authority-files.ts'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from './x509.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The department's own certificate authority. It certifies units and this server, and nobody else. */
export interface Authority {
  /** Of the authority itself, PEM. */
  readonly certificate: string
  /** SHA-256 of the certificate (DER), as it stands in enrolment codes. */
  readonly fingerprint: string
  readonly signingKey: KeyObject
  /** Ed25519, PEM (SPKI): verifies what `signingKey` signs. */
  readonly signingPublicKey: string
  /** A new key, held in memory only, and its certificate for these host names and addresses. */
  certifyServer(names: readonly string[], now: number): Promise<{ key: string; certificate: string }>
  /**
   * A unit's certificate. Its name is the device's id, whatever the request says.
   * @param csr PKCS#10, PEM
   */
  certifyDevice(
    device: DeviceId,
    csr: string,
    now: number,
  ): Promise<Result<{ certificate: string; fingerprint: string }, string>>
}

/** @param validity how long certificates stand, in days */
export async function openAuthority(
  folder: string,
  validity: { readonly deviceDays: number; readonly serverDays: number },
): Promise<Authority> {
  const keys = await readAuthorityFiles(folder)
  const certificate = `${keys.caCertificate.toString('pem')}\n`
  return {
    certificate,
    fingerprint: sha256(new Uint8Array(keys.caCertificate.rawData)),
    signingKey: keys.signingKey,
    signingPublicKey: createPublicKey(keys.signingKey).export({ type: 'spki', format: 'pem' }).toString(),

    async certifyServer(names, now) {
      const pair = await webcrypto.subtle.generateKey(EC_KEY, true, ['sign', 'verify'])
      const leaf = await issue(keys, names[0] ?? 'localhost', pair.publicKey, now, validity.serverDays, [
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name })),
        ),
      ])
      return { key: pem(NodeKey.from(pair.privateKey)), certificate: leaf.toString('pem') }
    },

    async certifyDevice(device, csr, now) {
      const request = await readRequest(csr)
      if (!request.ok) return request
      const leaf = await issue(keys, device, request.value, now, validity.deviceDays, [
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      ])
      const fingerprint = sha256(new Uint8Array(leaf.rawData))
      return ok({ certificate: `${leaf.toString('pem')}\n`, fingerprint })
    },
  }
}

async function issue(
  { caKey, caCertificate }: AuthorityKeys,
  name: string,
  publicKey: webcrypto.CryptoKey,
  now: number,
  days: number,
  extensions: Extension[],
) {
  return X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [name] }],
    issuer: caCertificate.subjectName,
    // A unit's clock may be behind when it enrols; an hour of grace lets it connect at once.
    notBefore: new Date(now - HOUR_MS),
    notAfter: new Date(Math.min(now + days * DAY_MS, caCertificate.notAfter.getTime())),
    publicKey,
    signingKey: caKey,
    signingAlgorithm: EC_SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      await AuthorityKeyIdentifierExtension.create(caCertificate.publicKey),
      ...extensions,
    ],
  })
}

/** The request's public key, when the request is signed by that very key and the key is of our kind. */
async function readRequest(csr: string): Promise<Result<webcrypto.CryptoKey, string>> {
  try {
    const request = new Pkcs10CertificateRequest(csr)
    const key = await request.publicKey.export(EC_KEY, ['verify'])
    if (!(await request.verify())) return fail('the request is not signed by its own key')
    return ok(key)
  } catch {
    return fail('not a certificate request in PEM for a P-256 key')
  }
}
