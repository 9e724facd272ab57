import { Secret, TOTP } from 'otpauth'

/** What an authenticator shows for a secret (base32) at a time. */
export const codeAt = (secret: string, atMs: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: atMs,
  })
