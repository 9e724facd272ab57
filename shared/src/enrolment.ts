import { z } from 'zod'
import { DeviceId, Sha256 } from './id.ts'

/**
 * A one-time enrolment code: `device.secret.fingerprint`. The fingerprint is the SHA-256 of central's CA
 * certificate (DER), so that a unit trusts no other central, even before it has any certificate. A code may
 * only enrol, once, before it expires.
 */
export const EnrolmentCode = z.string().regex(/^[a-z0-9-]{1,63}\.[A-Za-z0-9_-]{22,64}\.[0-9a-f]{64}$/)

export const splitCode = (code: string): { device: DeviceId; secret: string; fingerprint: string } => {
  const [device = '', secret = '', fingerprint = ''] = EnrolmentCode.parse(code).split('.')
  return { device: DeviceId.parse(device), secret, fingerprint: Sha256.parse(fingerprint) }
}

/** POST /api/enrol: the key is born on the unit and never leaves it; only the request for its certificate does. */
export const EnrolRequest = z.strictObject({
  code: EnrolmentCode,
  /** PKCS#10, PEM. */
  csr: z.string().max(8192),
})
export type EnrolRequest = z.infer<typeof EnrolRequest>

export const EnrolReply = z.strictObject({
  device: DeviceId,
  certificate: z.string(),
  ca: z.string(),
  /** Ed25519, PEM: verifies hotlist manifests. */
  signingKey: z.string(),
  /** `mqtts://host:port` */
  broker: z.string(),
})
export type EnrolReply = z.infer<typeof EnrolReply>
