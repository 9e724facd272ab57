import { z } from 'zod'
import { Session } from '../api.ts'

/**
 * How a person signs in. The banner is accepted, the password checked, then the second factor; then a password that was
 * given is changed for one of their own, and, where it is missing, the receipt of the Special Order signed. Each answer says the next step; its ticket names this login for five
 * minutes and is worth nothing by itself.
 */

const Ticket = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const Digest = z.string().regex(/^[0-9a-f]{64}$/)
/** Six digits, as an authenticator shows them. */
export const Code = z.string().regex(/^\d{6}$/, 'a code has six digits')
/** What WebAuthn's own JSON says; the library that makes it checks it. */
const WebAuthnJson = z.record(z.string(), z.unknown())

/** GET /api/login: what must be accepted before a login, and which ways there are. */
export const LoginTerms = z.strictObject({
  banner: z.string(),
  /** SHA-256 of the banner: the login says with it what was accepted. */
  digest: Digest,
  /** The name of the department's own sign-in, where it is set up: GET /api/sso/start. */
  sso: z.string().nullable(),
})
export type LoginTerms = z.infer<typeof LoginTerms>

/** POST /api/login. 401 wrong name or password; 403 banner not accepted, or may not sign in; 423 locked. */
export const LoginRequest = z.strictObject({
  user: z.string().min(1).max(64),
  password: z.string().min(1).max(1024),
  banner: Digest,
})

export const LoginStep = z.discriminatedUnion('step', [
  /** POST /api/login/code or /api/login/passkey. `passkey`: options for navigator.credentials.get. */
  z.strictObject({
    step: z.literal('factor'),
    ticket: Ticket,
    code: z.boolean(),
    passkey: WebAuthnJson.nullable(),
  }),
  /** The first login: the secret goes into an authenticator; POST /api/login/code with what it then shows. */
  z.strictObject({
    step: z.literal('enrol'),
    ticket: Ticket,
    /** Base32. */
    secret: z.string(),
    uri: z.string(),
    /** An SVG image as a data URL. */
    qr: z.string(),
  }),
  /** POST /api/login/password: the password was given by an administrator, and counts for this login only. */
  z.strictObject({
    step: z.literal('password'),
    ticket: Ticket,
    /** Characters that a password has at least. */
    least: z.int(),
  }),
  /** POST /api/login/receipt. */
  z.strictObject({
    step: z.literal('receipt'),
    ticket: Ticket,
    order: z.strictObject({ number: z.string(), version: z.string(), sha256: z.string().nullable() }),
    /** What must be typed as a signature. */
    signAs: z.string(),
  }),
  z.strictObject({
    step: z.literal('done'),
    session: Session,
    /** The address at which the account is in use at this same time. */
    elsewhere: z.string().nullable(),
  }),
])
export type LoginStep = z.infer<typeof LoginStep>

/** POST /api/login/step: where a login stands, for whoever comes back from the single sign-on. */
export const TicketRequest = z.strictObject({ ticket: Ticket })
export const CodeRequest = z.strictObject({ ticket: Ticket, code: Code })
export const PasskeyRequest = z.strictObject({ ticket: Ticket, response: WebAuthnJson })
export const OwnPasswordRequest = z.strictObject({ ticket: Ticket, password: z.string().min(1).max(1024) })
export const ReceiptRequest = z.strictObject({
  ticket: Ticket,
  number: z.string().min(1).max(32),
  version: z.string().min(1).max(64),
  signature: z.string().min(1).max(128),
})

/** POST /api/session/fresh: password and second factor once more; answers the Session. */
export const FreshRequest = z.strictObject({
  password: z.string().min(1).max(1024),
  code: Code.optional(),
  passkey: WebAuthnJson.optional(),
})
/** POST /api/session/challenge: options for a passkey of the person, null without one. */
export const FreshChallenge = z.strictObject({ passkey: WebAuthnJson.nullable() })

/** GET /api/passkeys; POST /api/passkeys/options, then POST /api/passkeys; DELETE /api/passkeys/{id} */
export const PasskeyList = z.strictObject({
  passkeys: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      addedAt: z.int(),
      lastUsedAt: z.int().nullable(),
    }),
  ),
})
export const PasskeyOptions = z.strictObject({ options: WebAuthnJson })
export const NewPasskey = z.strictObject({ label: z.string().min(1).max(64), response: WebAuthnJson })

/** POST /api/password */
export const NewPassword = z.strictObject({ password: z.string().min(1).max(1024) })
