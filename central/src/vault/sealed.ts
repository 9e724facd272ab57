import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/**
 * AES-256-GCM as one buffer: nonce (12 bytes, random), ciphertext, tag (16 bytes). Random nonces are safe
 * for 2^32 messages under one key (NIST SP 800-38D); a day's key sees far fewer.
 */
const NONCE_BYTES = 12
const TAG_BYTES = 16

export const KEY_BYTES = 32

/** What is bound into an image's ciphertext, wherever the image is kept. */
export const imageLabel = (id: string): string => `archway image v1 ${id}`

/** @param label bound in as associated data: it opens only under the same label */
export function seal(key: Uint8Array, label: string, bytes: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(label))
  // In memory of its own: what goes to another thread from a shared pool takes the whole pool with it.
  const sealed = new Uint8Array(NONCE_BYTES + bytes.byteLength + TAG_BYTES)
  sealed.set(nonce)
  sealed.set(cipher.update(bytes), NONCE_BYTES)
  cipher.final()
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + bytes.byteLength)
  return sealed
}

/** Throws when the bytes were changed, or the key or the label is another. */
export function unseal(key: Uint8Array, label: string, sealed: Uint8Array): Uint8Array {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) throw new Error('too short to have been sealed')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(label))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
}
