import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EntryRows, entryRows, type RowTables } from '@archway/shared/entry-rows'
import { type SignedManifest, SignedManifest as SignedManifestSchema } from '@archway/shared/hotlist'
import type { RandomBytes } from '@archway/shared/id'
import { type BucketDigests, bucketDigests, listDigest } from '@archway/shared/list-digest'
import { fail, ok, type Result } from '@archway/shared/result'
import { verifyManifest } from '@archway/shared/signing'
import { replaceFile, replaceFileWith } from '../durable-file.ts'
import { openFrames, sealFrames } from './sealed-frames.ts'

/** A list with the announcement that vouches for it. */
export interface VerifiedList {
  readonly signed: SignedManifest
  /** Settled. */
  readonly rows: EntryRows
  readonly digests: BucketDigests
}

const KEY_BYTES = 32
const ROWS_A_FRAME = 2 ** 16
/** Room for what coming deltas add, so that they can be taken in place. */
const HEADROOM = 1.05
/** Bound into the seals, so that no other file of the unit passes for one of these. */
const LIST = 'archway hotlist 2'
const RENEWAL = 'archway hotlist renewal 1'

/**
 * The list on the unit's disk: sealed under a key of this unit, replaced as a whole. Whoever takes the file without
 * the key has nothing; what was altered is refused, also by the signature inside. A later announcement of the same
 * list is a small file beside it: a list of millions is not written again every hour.
 */
export interface SealedList {
  /** The list of before, null when there is none; an error when there is one that cannot be trusted. */
  read(): Result<VerifiedList | null, string>
  write(list: VerifiedList): void
  /** Keeps a newer announcement of the list that was written last. */
  renew(signed: SignedManifest): void
}

/**
 * @param folder the unit's state directory; the key file is made in it with the first list, for its owner only
 * @param signingKey central's Ed25519 public key
 */
export function sealedList(folder: string, signingKey: KeyObject, random: RandomBytes): SealedList {
  const path = join(folder, 'hotlist.sealed')
  const renewalPath = join(folder, 'hotlist.renewed')
  const keyPath = join(folder, 'hotlist.key')
  /** The key that new files are sealed under; a damaged one opens nothing that is there, so nothing is lost with it. */
  const ensureKey = () => {
    if (ownKey(keyPath).byteLength !== KEY_BYTES) replaceFile(keyPath, random(new Uint8Array(KEY_BYTES)))
    return ownKey(keyPath)
  }
  return {
    read() {
      if (!existsSync(path)) return ok(null)
      const opened = openList(path, ownKey(keyPath))
      if (!opened.ok) return fail(`${path} cannot be opened (${opened.error}); waiting for a new list`)
      const list = opened.value
      if (!isGenuine(list.signed, { entries: list.rows.size, digests: list.digests }, signingKey)) {
        return fail(`${path} holds a list that central did not sign; waiting for a new list`)
      }
      return ok({ ...list, signed: renewedOf(renewalPath, ownKey(keyPath), list.signed, signingKey) })
    },
    write(list) {
      replaceFileWith(path, sealFrames(framesOf(list), ensureKey(), LIST, random))
    },
    renew(signed) {
      replaceFileWith(renewalPath, sealFrames([jsonBytes(signed)], ensureKey(), RENEWAL, random))
    },
  }
}

/** Whether these are exactly the entries that central's signature stands for. */
export const isGenuine = (
  signed: SignedManifest,
  { entries, digests }: { readonly entries: number; readonly digests: BucketDigests },
  signingKey: KeyObject,
): boolean =>
  verifyManifest(signed, signingKey) &&
  signed.manifest.entries === entries &&
  signed.manifest.digest === listDigest(digests)

/** No key, or none of the right length: nothing can be opened with it, which is what `openList` then says. */
const ownKey = (path: string): Uint8Array => (existsSync(path) ? readFileSync(path) : new Uint8Array())

const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

function* framesOf({ signed, rows }: VerifiedList): Generator<Uint8Array> {
  yield jsonBytes({ signed, size: rows.size, tables: rows.tables() })
  for (let from = 0; from < rows.size; from += ROWS_A_FRAME) {
    yield rows.packed(from, Math.min(rows.size, from + ROWS_A_FRAME))
  }
}

function openList(path: string, key: Uint8Array): Result<VerifiedList, string> {
  if (key.byteLength !== KEY_BYTES) return fail('its key is missing or damaged')
  try {
    let found: { signed: SignedManifest; size: number; rows: EntryRows } | null = null
    for (const frame of openFrames(path, key, LIST)) {
      if (found) found.rows.unpack(frame)
      else found = beginningOf(frame)
    }
    if (found?.rows.size !== found?.size || !found) return fail('cut off')
    const { signed, rows } = found
    return ok({ signed, rows, digests: bucketDigests(rows) })
  } catch {
    return fail('altered, or sealed under another key')
  }
}

/** The seal vouches for the shape of what this program wrote; the signature for what it says. */
function beginningOf(frame: Uint8Array) {
  const { signed, size, tables } = JSON.parse(Buffer.from(frame).toString()) as {
    signed: unknown
    size: number
    tables: RowTables
  }
  return {
    signed: SignedManifestSchema.parse(signed),
    size,
    rows: entryRows([], Math.ceil(size * HEADROOM), tables),
  }
}

/** The newest genuine announcement of the very same list; a renewal that cannot be read is as if there were none. */
function renewedOf(
  path: string,
  key: Uint8Array,
  written: SignedManifest,
  signingKey: KeyObject,
): SignedManifest {
  if (!existsSync(path)) return written
  try {
    const [frame = new Uint8Array()] = openFrames(path, key, RENEWAL)
    const renewal = SignedManifestSchema.parse(JSON.parse(Buffer.from(frame).toString()))
    const isOfIt =
      renewal.manifest.version === written.manifest.version &&
      renewal.manifest.digest === written.manifest.digest &&
      renewal.manifest.issuedAt > written.manifest.issuedAt
    return isOfIt && verifyManifest(renewal, signingKey) ? renewal : written
  } catch {
    return written
  }
}
