import { type EnrolReply, type EnrolRequest, splitCode } from '@archway/shared/enrolment'
import type { DeviceId, RandomBytes } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import { sha256 } from '@archway/shared/signing'
import type { DeviceLedger, EnrolOutcome } from '../ledger/ledger.ts'
import type { Authority } from './authority.ts'

const HOUR_MS = 3_600_000
const SECRET_BYTES = 24

/**
 * Opens one enrolment for a device. The code is given once and never again: only its secret's hash is kept.
 * @param hours until the code expires
 */
export async function offerEnrolment(
  { ledger, authority, random }: { ledger: DeviceLedger; authority: Authority; random: RandomBytes },
  offer: { device: DeviceId; at: number; hours: number; by: string },
): Promise<Result<{ code: string; expiresAt: number }, 'unknown-device' | 'revoked'>> {
  const secret = Buffer.from(random(new Uint8Array(SECRET_BYTES))).toString('base64url')
  const expiresAt = offer.at + offer.hours * HOUR_MS
  const outcome = await ledger.offerEnrolment({
    device: offer.device,
    secretHash: sha256(secret),
    expiresAt,
    at: offer.at,
    by: offer.by,
  })
  if (outcome !== 'offered') return fail(outcome)
  return ok({ code: `${offer.device}.${secret}.${authority.fingerprint}`, expiresAt })
}

export type EnrolRefusal = Exclude<EnrolOutcome, 'enrolled'> | 'other-central' | 'bad-request'

/** Sentences for the installer who holds the code. */
export const ENROL_REFUSALS: Record<EnrolRefusal, string> = {
  'unknown-code': 'This central did not give out this code, or has given out a newer one for the device.',
  used: 'The code has been used. Ask for a new one: archway-central device code ID',
  expired: 'The code has expired. Ask for a new one: archway-central device code ID',
  revoked: 'The device has been revoked.',
  'other-central': 'The code is for another central.',
  'bad-request': 'The certificate request cannot be used; it must be PKCS#10 in PEM for a P-256 key.',
}

/**
 * Certifies the unit that holds a valid code, and uses the code up. A refused request leaves the code as it
 * was, so that an installer can try again.
 * @param broker where the unit will connect, `mqtts://host:port`
 */
export async function enrol(
  { ledger, authority, broker }: { ledger: DeviceLedger; authority: Authority; broker: string },
  request: EnrolRequest,
  at: number,
): Promise<Result<EnrolReply, EnrolRefusal>> {
  const { device, secret, fingerprint } = splitCode(request.code)
  if (fingerprint !== authority.fingerprint) return fail('other-central')
  const issued = await authority.certifyDevice(device, request.csr, at)
  if (!issued.ok) return fail('bad-request')
  const outcome = await ledger.enrol({
    device,
    secretHash: sha256(secret),
    certificate: issued.value.fingerprint,
    at,
  })
  if (outcome !== 'enrolled') return fail(outcome)
  return ok({
    device,
    certificate: issued.value.certificate,
    ca: authority.certificate,
    signingKey: authority.signingPublicKey,
    broker,
  })
}
