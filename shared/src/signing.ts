import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import type { HotlistManifest, SignedManifest } from './hotlist.ts'

/** JSON with sorted keys and no spaces: the same value always gives the same bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** @param key central's Ed25519 private key */
export function signManifest(manifest: HotlistManifest, key: KeyObject): SignedManifest {
  const signature = sign(null, Buffer.from(canonicalJson(manifest)), key).toString('base64')
  return { manifest, signature }
}

/** @param key central's Ed25519 public key, which the unit received at enrolment */
export function verifyManifest(signed: SignedManifest, key: KeyObject): boolean {
  return verify(
    null,
    Buffer.from(canonicalJson(signed.manifest)),
    key,
    Buffer.from(signed.signature, 'base64'),
  )
}
