import { createHash } from 'node:crypto'
import { type EntryRows, entryRows } from './entry-rows.ts'
import { LONGEST_LINE } from './entry-view.ts'
import type { Entry } from './hotlist.ts'
import { bucketOf, bucketStart } from './plate-key.ts'

/**
 * The digest of each bucket that holds an entry, in order of buckets. A bucket is the entries whose folded plates
 * begin with the same three characters; its digest is SHA-256 over their lines in order of folded plate, then id. The
 * list's digest is over the buckets' digests, so a change of a few entries costs a few buckets and not the list.
 */
export type BucketDigests = ReadonlyMap<number, string>

/** How a list changes: rows of it that leave, and entries that come. */
export interface ListChange {
  readonly leaving: ReadonlySet<number>
  readonly coming: EntryRows
}

/** Lines on their way into a digest. */
const LINES = new Uint8Array(32_768)

/**
 * The digests that a list would have after a change, with the list left as it is. Both settled.
 * @param known the digests of the list as it is; without them every bucket is computed
 */
export function bucketDigests(
  rows: EntryRows,
  { leaving, coming }: ListChange = { leaving: new Set(), coming: entryRows() },
  known?: BucketDigests,
): BucketDigests {
  const touched = new Set<number>()
  for (const row of leaving) touched.add(bucketOf(rows.keyAt(row)))
  for (let row = 0; row < coming.size; row++) touched.add(bucketOf(coming.keyAt(row)))
  const wanted = known ? new Set([...known.keys(), ...touched]) : new Set([...bucketsOf(rows), ...touched])
  const digests = new Map<number, string>()
  for (const bucket of [...wanted].sort((a, b) => a - b)) {
    const kept = touched.has(bucket) ? undefined : known?.get(bucket)
    const digest = kept ?? digestOfBucket(bucket, rows, leaving, coming)
    if (digest !== null) digests.set(bucket, digest)
  }
  return digests
}

/** Hexadecimal. */
export function listDigest(digests: BucketDigests): string {
  const hash = createHash('sha256').update('archway list 2\n')
  for (const [bucket, digest] of digests) hash.update(`${bucket}\t${digest}\n`)
  return hash.digest('hex')
}

/** The digest of a whole list, in whatever order its entries come. */
export function hotlistDigest(entries: Iterable<Entry>): string {
  const rows = entryRows(entries)
  rows.settle()
  return listDigest(bucketDigests(rows))
}

function bucketsOf(rows: EntryRows): number[] {
  const buckets: number[] = []
  for (let row = 0; row < rows.size; row = rows.lowerBound(bucketStart((buckets.at(-1) ?? 0) + 1))) {
    buckets.push(bucketOf(rows.keyAt(row)))
  }
  return buckets
}

/** Null: nothing is left in it. */
function digestOfBucket(
  bucket: number,
  rows: EntryRows,
  leaving: ReadonlySet<number>,
  coming: EntryRows,
): string | null {
  const hash = createHash('sha256')
  const end = rows.lowerBound(bucketStart(bucket + 1))
  const comingEnd = coming.lowerBound(bucketStart(bucket + 1))
  let row = rows.lowerBound(bucketStart(bucket))
  let next = coming.lowerBound(bucketStart(bucket))
  let isEmpty = true
  let waiting = 0
  const add = (of: EntryRows, which: number) => {
    isEmpty = false
    waiting = of.writeLine(which, LINES, waiting)
    if (waiting <= LINES.length - LONGEST_LINE) return
    hash.update(LINES.subarray(0, waiting))
    waiting = 0
  }
  while (row < end || next < comingEnd) {
    if (row < end && leaving.has(row)) row += 1
    else if (row < end && (next >= comingEnd || rows.compare(row, coming, next) <= 0)) add(rows, row++)
    else add(coming, next++)
  }
  return isEmpty ? null : hash.update(LINES.subarray(0, waiting)).digest('hex')
}
