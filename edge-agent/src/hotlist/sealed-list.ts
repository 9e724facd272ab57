import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Entry, type SignedManifest, SignedManifest as SignedManifestSchema } from '@archway/shared/hotlist'
import type { RandomBytes } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import { hotlistDigest, verifyManifest } from '@archway/shared/signing'
import { z } from 'zod'
import { replaceFile } from '../durable-file.ts'

/** A list with the announcement that vouches for it. */
export interface VerifiedList {
  readonly signed: SignedManifest
  readonly entries: readonly Entry[]
}

const Stored = z.strictObject({ signed: SignedManifestSchema, entries: z.array(Entry) })

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Bound into the seal, so that no other file of the unit passes for a list. */
const PURPOSE = Buffer.from('archway hotlist 1')

/**
 * The list on the unit's disk: one file, AES-256-GCM under a key of this unit, replaced as a whole. Whoever
 * takes the file without the key has nothing; what was altered is refused, also by the signature inside.
 */
export interface SealedList {
  /** The list of before, null when there is none; an error when there is one that cannot be trusted. */
  read(): Result<VerifiedList | null, string>
  write(list: VerifiedList): void
}

/**
 * @param folder the unit's state directory; the key file is made in it with the first list, for its owner only
 * @param signingKey central's Ed25519 public key
 */
export function sealedList(folder: string, signingKey: KeyObject, random: RandomBytes): SealedList {
  const path = join(folder, 'hotlist.sealed')
  const keyPath = join(folder, 'hotlist.key')
  return {
    read() {
      if (!existsSync(path)) return ok(null)
      const opened = open(readFileSync(path), ownKey(keyPath))
      if (!opened.ok) return fail(`${path} cannot be opened (${opened.error}); waiting for a new list`)
      if (!isGenuine(opened.value, signingKey)) {
        return fail(`${path} holds a list that central did not sign; waiting for a new list`)
      }
      return ok(opened.value)
    },
    write(list) {
      // A damaged key opens nothing that is there, so nothing is lost with it.
      if (ownKey(keyPath).byteLength !== KEY_BYTES) replaceFile(keyPath, random(new Uint8Array(KEY_BYTES)))
      replaceFile(path, seal(list, ownKey(keyPath), random))
    },
  }
}

/** Whether the entries are exactly those that central's signature stands for. */
export function isGenuine({ signed, entries }: VerifiedList, signingKey: KeyObject): boolean {
  return (
    verifyManifest(signed, signingKey) &&
    signed.manifest.entries === entries.length &&
    signed.manifest.digest === hotlistDigest(entries)
  )
}

/** No key, or none of the right length: the seal cannot be opened with it, which is what `open` then says. */
const ownKey = (path: string): Uint8Array => (existsSync(path) ? readFileSync(path) : new Uint8Array())

function seal(list: VerifiedList, key: Uint8Array, random: RandomBytes): Uint8Array {
  const nonce = random(new Uint8Array(NONCE_BYTES))
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(PURPOSE)
  const body = Buffer.concat([cipher.update(gzipSync(JSON.stringify(list))), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function open(bytes: Buffer, key: Uint8Array): Result<VerifiedList, string> {
  const bodyAt = NONCE_BYTES + TAG_BYTES
  if (key.byteLength !== KEY_BYTES) return fail('its key is missing or damaged')
  if (bytes.byteLength < bodyAt) return fail('too short')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(PURPOSE)
      .setAuthTag(bytes.subarray(NONCE_BYTES, bodyAt))
    const plain = Buffer.concat([decipher.update(bytes.subarray(bodyAt)), decipher.final()])
    const stored = Stored.safeParse(JSON.parse(gunzipSync(plain).toString()))
    return stored.success ? ok(stored.data) : fail('written by another version')
  } catch {
    return fail('altered, or sealed under another key')
  }
}
