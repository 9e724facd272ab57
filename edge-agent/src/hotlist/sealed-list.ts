import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EntryRows, entryRows } from '@archway/shared/entry-rows'
import {
  type Entry,
  type EntryId,
  type SignedManifest,
  SignedManifest as SignedManifestSchema,
} from '@archway/shared/hotlist'
import type { RandomBytes } from '@archway/shared/id'
import { type BucketDigests, bucketDigests, listDigest } from '@archway/shared/list-digest'
import { fail, ok, type Result } from '@archway/shared/result'
import type { RowTables } from '@archway/shared/row-tables'
import { verifyManifest } from '@archway/shared/signing'
import { replaceFile, replaceFileWith } from '../durable-file.ts'
import { openFrames, sealFrames } from './sealed-frames.ts'

/** A list with the announcement that vouches for it. */
export interface VerifiedList {
  readonly signed: SignedManifest
  /** Settled. */
  readonly rows: EntryRows
  readonly digests: BucketDigests
  /** What changed since the list was written as a whole, in order. */
  readonly steps: readonly ListStep[]
}

export interface ListStep {
  readonly remove: readonly EntryId[]
  readonly upsert: readonly Entry[]
}

const KEY_BYTES = 32
const ROWS_A_FRAME = 2 ** 16
/** Room for what coming deltas add, so that they can be taken in place. */
const HEADROOM = 1.05
/** Bound into the seals, so that no other file of the unit passes for one of these. */
const LIST = 'archway hotlist 2'
const RENEWAL = 'archway hotlist renewal 2'

/**
 * The list on the unit's disk: sealed under a key of this unit, replaced as a whole. Whoever takes the file without
 * the key has nothing; what was altered is refused, also by the signature inside. A later announcement, and what little
 * changed with it, is a small file beside it: a list of millions is not written again for an entry, or every hour.
 */
export interface SealedList {
  /** The list of before, null when there is none; an error when there is one that cannot be trusted. */
  read(): Result<VerifiedList | null, string>
  write(list: VerifiedList): void
  /** Keeps what became of the list that was written last: a newer announcement, and the steps that led to it. */
  renew(signed: SignedManifest, steps: readonly ListStep[]): void
}

/**
 * @param folder the unit's state directory; the key file is made in it with the first list, for its owner only
 * @param signingKey central's Ed25519 public key
 */
export function sealedList(folder: string, signingKey: KeyObject, random: RandomBytes): SealedList {
  const path = join(folder, 'hotlist.sealed')
  const renewalPath = join(folder, 'hotlist.renewed')
  const keyPath = join(folder, 'hotlist.key')
  /** The announcement of the list that lies there as a whole. */
  let written: SignedManifest | null = null
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
      written = list.signed
      const renewal = renewalOf(renewalPath, ownKey(keyPath), list.signed)
      if (!renewal) return ok(list)
      const renewed = advanced(list, renewal, signingKey)
      if (renewed) return ok(renewed)
      // The steps were taken on the rows themselves: the list of before has to be read again.
      return openList(path, ownKey(keyPath))
    },
    write(list) {
      replaceFileWith(path, sealFrames(framesOf(list), ensureKey(), LIST, random))
      written = list.signed
    },
    renew(signed, steps) {
      if (!written) throw new Error('there is no list that could be renewed')
      const { version, digest } = written.manifest
      const renewal: Renewal = { signed, of: { version, digest }, steps }
      replaceFileWith(renewalPath, sealFrames([jsonBytes(renewal)], ensureKey(), RENEWAL, random))
    },
  }
}

/** What lies beside the list. It counts only for the very list that it is of. */
interface Renewal {
  readonly signed: SignedManifest
  readonly of: { readonly version: number; readonly digest: string }
  readonly steps: readonly ListStep[]
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
    return ok({ signed, rows, digests: bucketDigests(rows), steps: [] })
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

/** Null: there is none of this list, or none that can be read, which is as if there were none. */
function renewalOf(path: string, key: Uint8Array, written: SignedManifest): Renewal | null {
  if (!existsSync(path)) return null
  try {
    const [frame = new Uint8Array()] = openFrames(path, key, RENEWAL)
    const { signed, of, steps } = JSON.parse(Buffer.from(frame).toString()) as Renewal
    const { version, digest, issuedAt } = written.manifest
    const renewed = SignedManifestSchema.parse(signed)
    const isOfIt = of.version === version && of.digest === digest && renewed.manifest.issuedAt > issuedAt
    return isOfIt ? { signed: renewed, of, steps } : null
  } catch {
    return null
  }
}

/** The list after its steps, taken on its own rows; null: they do not lead to what central signed. */
function advanced(
  list: VerifiedList,
  { signed, steps }: Renewal,
  signingKey: KeyObject,
): VerifiedList | null {
  const { rows } = list
  let { digests } = list
  for (const { remove, upsert } of steps) {
    const coming = entryRows(upsert)
    coming.settle()
    const leaving = rows.find(new Set([...remove, ...upsert.map(({ id }) => id)]))
    digests = bucketDigests(rows, { leaving, coming }, digests)
    rows.amend(leaving, coming)
  }
  return isGenuine(signed, { entries: rows.size, digests }, signingKey)
    ? { signed, rows, digests, steps }
    : null
}
