import { Secret, TOTP } from 'otpauth'

const PERIOD_MS = 30_000

/** The demo operator's authenticator app: shows each code once, as central takes each code once. */
export interface Authenticator {
  /** Takes over the key that central shows at the first login. @param secret base32 */
  scan(secret: string): void
  /** A code that can still be used. Waits when the codes of this and the next half minute are used. */
  nextCode(): Promise<string>
  /** What a person can type now, and for how long; it is not marked as used. */
  show(now: number): { readonly code: string; readonly secondsLeft: number }
}

export function createAuthenticator(): Authenticator {
  let totp: TOTP | null = null
  let used = 0
  const codeOf = (step: number) => {
    if (!totp) throw new Error('the operator has not signed in yet: no key was scanned')
    return totp.generate({ timestamp: step * PERIOD_MS })
  }
  return {
    scan(secret) {
      totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 })
    },
    async nextCode() {
      const step = Math.max(used + 1, Math.floor(Date.now() / PERIOD_MS) - 1)
      // Central takes a code half a minute early.
      while (step > Math.floor(Date.now() / PERIOD_MS) + 1) await new Promise((done) => setTimeout(done, 500))
      used = step
      return codeOf(step)
    },
    show(now) {
      const step = Math.max(used + 1, Math.floor(now / PERIOD_MS))
      return { code: codeOf(step), secondsLeft: Math.ceil(((step + 1) * PERIOD_MS - now) / 1000) }
    },
  }
}
