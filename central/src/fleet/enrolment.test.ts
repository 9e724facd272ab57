import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnrolmentCode, EnrolReply } from '@archway/shared/enrolment'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { type Authority, openAuthority } from './authority.ts'
import { createAuthorityFiles } from './authority-files.ts'
import { enrol, offerEnrolment } from './enrolment.ts'
import { certificateRequest } from './fleet.fixture.ts'
import { type LiveRegistry, openRegistry } from './ledger-registry.ts'

const T = Date.UTC(2026, 10, 24)
const BROKER = 'mqtts://central.example:8883'
const folder = mkdtempSync(join(tmpdir(), 'enrolment-'))
const random = (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into)
const offer = { device: 'car-1', at: T, hours: 24, by: 'it' }

let authority: Authority
let ledger: Ledger
let registry: LiveRegistry
let csr: string

beforeAll(async () => {
  await createAuthorityFiles(join(folder, 'keys'), T)
  authority = await openAuthority(join(folder, 'keys'), { deviceDays: 365, serverDays: 90 })
  csr = (await certificateRequest('x')).csr
})
beforeEach(async () => {
  ledger = openLedgerHere(':memory:')
  await ledger.addDevice({ id: 'car-1', kind: 'vehicle', name: 'Car 1', place: null }, T, 'it')
  registry = await openRegistry(ledger)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const codeFor = async () => {
  const offered = await offerEnrolment({ ledger, authority, random }, offer)
  if (!offered.ok) throw new Error(offered.error)
  return offered.value.code
}
const enrolAt = (code: string, at = T + 1) => enrol({ ledger, authority, broker: BROKER }, { code, csr }, at)

describe('enrolment', () => {
  test('a code certifies its device once; that certificate is then admitted, and no other', async () => {
    const code = await codeFor()
    expect(EnrolmentCode.safeParse(code).success).toBe(true)
    const reply = await enrolAt(code)
    if (!reply.ok) throw new Error(reply.error)
    expect(EnrolReply.parse(reply.value)).toMatchObject({ device: 'car-1', broker: BROKER })
    const certificate = new X509Certificate(reply.value.certificate)
    expect(certificate.subject).toBe('CN=car-1')
    expect(certificate.verify(new X509Certificate(reply.value.ca).publicKey)).toBe(true)

    await registry.refresh()
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
    expect(registry.refusal('car-1', fingerprint)).toBeNull()
    expect(registry.refusal('car-1', 'f'.repeat(64))).toBe('superseded-certificate')
    expect(registry.refusal('car-2', fingerprint)).toBe('unknown-device')
    expect(await enrolAt(code)).toEqual({ ok: false, error: 'used' })
  })

  test('the secret of a code is not in the ledger', async () => {
    const secret = (await codeFor()).split('.')[1] ?? ''
    const uses = JSON.stringify(await ledger.uses(0, 100))
    expect(secret).toHaveLength(32)
    expect(uses).not.toContain(secret)
  })

  test('an expired code, a guessed secret and a code of another central are refused', async () => {
    const code = await codeFor()
    expect(await enrolAt(code, T + 24 * 3_600_000)).toEqual({ ok: false, error: 'expired' })
    const [device, secret, fingerprint] = code.split('.')
    expect(await enrolAt(`${device}.${'A'.repeat(32)}.${fingerprint}`)).toEqual({
      ok: false,
      error: 'unknown-code',
    })
    expect(await enrolAt(`${device}.${secret}.${'0'.repeat(64)}`)).toEqual({
      ok: false,
      error: 'other-central',
    })
    expect(await enrolAt(code)).toMatchObject({ ok: true })
  })

  test('a bad request leaves the code as it was', async () => {
    const code = await codeFor()
    const bad = await enrol({ ledger, authority, broker: BROKER }, { code, csr: 'garbage' }, T)
    expect(bad).toEqual({ ok: false, error: 'bad-request' })
    expect(await enrolAt(code)).toMatchObject({ ok: true })
  })

  test('revoking, and enrolling anew, end the earlier admission; a name or a sighting does not', async () => {
    expect(await enrolAt(await codeFor())).toMatchObject({ ok: true })
    expect(await registry.refresh()).toEqual([])
    await ledger.deviceSeen('car-1', T + 9)
    expect(await registry.refresh()).toEqual([])
    expect(registry.lastSeenAt('car-1')).toBe(T + 9)
    expect(await enrolAt(await codeFor())).toMatchObject({ ok: true })
    expect(await registry.refresh()).toEqual(['car-1'])
    await ledger.revokeDevice('car-1', T + 99, 'it')
    expect(await registry.refresh()).toEqual(['car-1'])
    expect(registry.unit('car-1')?.revokedAt).toBe(T + 99)
    expect(await registry.refresh()).toEqual([])
  })

  test('an unknown and a revoked device get no code', async () => {
    const unknown = await offerEnrolment({ ledger, authority, random }, { ...offer, device: 'none' })
    expect(unknown).toEqual({ ok: false, error: 'unknown-device' })
    await ledger.revokeDevice('car-1', T, 'it')
    expect(await offerEnrolment({ ledger, authority, random }, offer)).toEqual({
      ok: false,
      error: 'revoked',
    })
  })
})
