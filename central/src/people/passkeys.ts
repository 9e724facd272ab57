import { isIP } from 'node:net'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { PasskeyRecord } from '../ledger/factor-ledger.ts'

/** The address under which a browser sees this server; a passkey belongs to its host name. */
export interface Site {
  /** As `https://archway.example`. */
  readonly origin: string
}

type Json = Record<string, unknown>

/** Browsers bind passkeys to a name; at a bare address there are none. */
function hostOf({ origin }: Site): string | null {
  const host = new URL(origin).hostname
  return isIP(host.replace(/^\[|\]$/g, '')) === 0 ? host : null
}

/** Null where no passkey can be used. */
export async function passkeyRequest(
  passkeys: readonly PasskeyRecord[],
  site: Site,
): Promise<{ options: Json; challenge: string } | null> {
  const rpID = hostOf(site)
  if (rpID === null || passkeys.length === 0) return null
  const options = await generateAuthenticationOptions({
    rpID,
    allowCredentials: passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
    userVerification: 'preferred',
  })
  return { options: { ...options }, challenge: options.challenge }
}

/** Which passkey answered, and its new counter; null: none of these, or not to this challenge at this site. */
export async function verifyPasskey(
  passkeys: readonly PasskeyRecord[],
  response: Json,
  challenge: string,
  site: Site,
): Promise<{ id: string; counter: number } | null> {
  const rpID = hostOf(site)
  const known = passkeys.find(({ id }) => id === response.id)
  if (rpID === null || !known) return null
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: rpID,
      requireUserVerification: false,
      credential: {
        id: known.id,
        publicKey: Uint8Array.from(Buffer.from(known.publicKey, 'base64url')),
        counter: known.counter,
        transports: [...known.transports],
      },
    })
    return verified ? { id: known.id, counter: authenticationInfo.newCounter } : null
  } catch {
    // The library throws for whatever does not fit: to the one who asked it is one and the same refusal.
    return null
  }
}

/** Null where no passkey can be made. */
export async function passkeyCreation(
  person: { readonly name: string; readonly displayName: string },
  passkeys: readonly PasskeyRecord[],
  site: Site,
): Promise<{ options: Json; challenge: string } | null> {
  const rpID = hostOf(site)
  if (rpID === null) return null
  const options = await generateRegistrationOptions({
    rpName: 'Archway',
    rpID,
    userName: person.name,
    userDisplayName: person.displayName,
    attestationType: 'none',
    excludeCredentials: passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
  return { options: { ...options }, challenge: options.challenge }
}

/** Null: not an answer to this challenge at this site. */
export async function verifyCreation(
  response: Json,
  challenge: string,
  site: Site,
): Promise<Omit<PasskeyRecord, 'label' | 'addedAt' | 'lastUsedAt'> | null> {
  const rpID = hostOf(site)
  if (rpID === null) return null
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: rpID,
      requireUserVerification: false,
    })
    if (!verified) return null
    const { id, publicKey, counter, transports } = registrationInfo.credential
    return {
      id,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      counter,
      transports: (transports ?? []).map(String),
    }
  } catch {
    return null
  }
}
