import { KeyObject, webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const
const HOUR_MS = 3_600_000

const pem = (key: webcrypto.CryptoKey) =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()

export interface TestAuthority {
  /** PEM */
  readonly certificate: string
  readonly fingerprint: string
  /** A certificate for localhost and 127.0.0.1. */
  server(): Promise<{ key: string; certificate: string }>
  device(name: string): Promise<{ key: string; certificate: string }>
  /** Answers a PKCS#10 request as central does: the name is central's to give. */
  certify(csr: string, name: string): Promise<string>
}

/** A certificate authority that exists for one test. */
export async function testAuthority(name = 'Test Authority'): Promise<TestAuthority> {
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
  const dates = { notBefore: new Date(Date.now() - HOUR_MS), notAfter: new Date(Date.now() + 24 * HOUR_MS) }
  const root = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: SIGNATURE,
    serialNumber: '01',
    ...dates,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  })
  let serial = 1
  const issue = (
    subject: string,
    publicKey: X509Certificate['publicKey'] | webcrypto.CryptoKey,
    usage: string,
    names: { type: 'dns' | 'ip'; value: string }[],
  ) =>
    X509CertificateGenerator.create({
      subject: [{ CN: [subject] }],
      issuer: root.subject,
      publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: SIGNATURE,
      serialNumber: (++serial).toString(16).padStart(4, '0'),
      ...dates,
      extensions: [
        new ExtendedKeyUsageExtension([usage]),
        ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
      ],
    })
  const leaf = async (subject: string, usage: string, names: { type: 'dns' | 'ip'; value: string }[]) => {
    const pair = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
    const certificate = await issue(subject, pair.publicKey, usage, names)
    return { key: pem(pair.privateKey), certificate: certificate.toString('pem') }
  }
  return {
    certificate: root.toString('pem'),
    fingerprint: Buffer.from(await root.getThumbprint('SHA-256')).toString('hex'),
    server: () =>
      leaf('localhost', '1.3.6.1.5.5.7.3.1', [
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    device: (subject) => leaf(subject, '1.3.6.1.5.5.7.3.2', []),
    async certify(csr, subject) {
      const request = new Pkcs10CertificateRequest(csr)
      if (!(await request.verify())) throw new Error('the request is not signed by its own key')
      return (await issue(subject, request.publicKey, '1.3.6.1.5.5.7.3.2', [])).toString('pem')
    },
  }
}
