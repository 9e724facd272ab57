import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, openAuthority } from './authority.ts'
import { createAuthorityFiles } from './authority-files.ts'
import { certificateRequest } from './fleet.fixture.ts'

const NOW = Date.UTC(2026, 10, 24)
const VALIDITY = { deviceDays: 365, serverDays: 90 }
const folder = mkdtempSync(join(tmpdir(), 'authority-'))
const keys = join(folder, 'keys')
let authority: Authority

beforeAll(async () => {
  await createAuthorityFiles(keys, NOW)
  authority = await openAuthority(keys, VALIDITY)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('authority', () => {
  test('keys are readable by their owner only, are never overwritten, and open as the same authority', async () => {
    for (const name of ['ca.key.pem', 'ca.cert.pem', 'signing.key.pem']) {
      expect(statSync(join(keys, name)).mode & 0o777).toBe(0o600)
    }
    expect(statSync(keys).mode & 0o777).toBe(0o700)
    await expect(createAuthorityFiles(keys, NOW)).rejects.toThrow(/EEXIST/)
    const again = await openAuthority(keys, VALIDITY)
    expect(again.fingerprint).toBe(authority.fingerprint)
    const der = new X509Certificate(authority.certificate).fingerprint256
    expect(der.replaceAll(':', '').toLowerCase()).toBe(authority.fingerprint)
  })

  test('a key that others may read is refused with what to do', async () => {
    const open = join(folder, 'open')
    await createAuthorityFiles(open, NOW)
    chmodSync(join(open, 'ca.key.pem'), 0o640)
    await expect(openAuthority(open, VALIDITY)).rejects.toThrow(/chmod 600/)
    await expect(openAuthority(join(folder, 'none'), VALIDITY)).rejects.toThrow(/archway-central init/)
  })

  test('a unit is certified under its id, for client use, with its own key, for the stated time', async () => {
    const { csr, publicKey } = await certificateRequest('some other name')
    const issued = await authority.certifyDevice('fixed-1', csr, NOW)
    if (!issued.ok) throw new Error(issued.error)
    const certificate = new X509Certificate(issued.value.certificate)
    expect(certificate.subject).toBe('CN=fixed-1')
    expect(certificate.ca).toBe(false)
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true)
    expect(certificate.publicKey.export({ type: 'spki', format: 'pem' })).toBe(publicKey)
    expect(Date.parse(certificate.validTo)).toBe(NOW + 365 * 86_400_000)
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(issued.value.fingerprint)
  })

  test('two certificates never share a serial number', async () => {
    const { csr } = await certificateRequest('x')
    const serials = await Promise.all(
      [1, 2].map(async () => {
        const issued = await authority.certifyDevice('x', csr, NOW)
        return issued.ok ? new X509Certificate(issued.value.certificate).serialNumber : ''
      }),
    )
    expect(new Set(serials).size).toBe(2)
  })

  test('garbage, a foreign key in the request, and a key of another kind are refused', async () => {
    const { csr } = await certificateRequest('x')
    const forged = forge(csr)
    for (const bad of ['', 'garbage', forged, csr.slice(0, 120)]) {
      expect((await authority.certifyDevice('x', bad, NOW)).ok).toBe(false)
    }
    const rsa = await certificateRequest('x', 'RSA')
    expect(await authority.certifyDevice('x', rsa.csr, NOW)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/P-256/),
    })
  })

  test('a server certificate names hosts and addresses, for server use', async () => {
    const { certificate } = await authority.certifyServer(['central.example', '192.0.2.7', '::1'], NOW)
    const parsed = new X509Certificate(certificate)
    expect(parsed.checkHost('central.example')).toBe('central.example')
    expect(parsed.checkIP('192.0.2.7')).toBe('192.0.2.7')
    expect(parsed.checkIP('::1')).toBe('::1')
    expect(parsed.checkHost('other.example')).toBeUndefined()
    expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  })

  test('the signing key is Ed25519 and its public half is of the same pair', () => {
    expect(authority.signingKey.asymmetricKeyType).toBe('ed25519')
    expect(authority.signingPublicKey).not.toContain('PRIVATE')
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
    expect(authority.signingPublicKey).not.toBe(other)
  })
})

/** The request with one bit of its signature turned over. */
function forge(csr: string): string {
  const der = Buffer.from(csr.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  der.writeUInt8(der.readUInt8(der.length - 3) ^ 1, der.length - 3)
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`
}
