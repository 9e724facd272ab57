import type { RandomBytes } from '@archway/shared/id'
import { Secret, TOTP } from 'otpauth'
import { renderSVG } from 'uqr'

const ISSUER = 'Archway'
const PERIOD_S = 30
const SECRET_BYTES = 20
/** Steps that a clock may differ, either way. */
const WINDOW = 1

export const newSecret = (random: RandomBytes): Uint8Array => random(new Uint8Array(SECRET_BYTES))

const totpOf = (person: string, secret: Uint8Array) =>
  new TOTP({
    issuer: ISSUER,
    label: person,
    period: PERIOD_S,
    digits: 6,
    algorithm: 'SHA1',
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  })

/**
 * The time step that a code (RFC 6238) belongs to, at most one away from now; null: it is not of this secret.
 * Whoever asks keeps the step, and takes only later ones: a code is used once.
 */
export function stepOfCode(secret: Uint8Array, code: string, nowMs: number): number | null {
  const delta = totpOf('', secret).validate({ token: code, timestamp: nowMs, window: WINDOW })
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_S) + delta
}

/** What an authenticator needs, as text and as a picture (an SVG data URL). */
export function enrolment(person: string, secret: Uint8Array): { secret: string; uri: string; qr: string } {
  const totp = totpOf(person, secret)
  const uri = totp.toString()
  const svg = renderSVG(uri, { ecc: 'M', border: 4 })
  return {
    secret: totp.secret.base32,
    uri,
    qr: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
  }
}
