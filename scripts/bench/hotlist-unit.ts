import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeJson } from '@archway/shared/codec'
import { entryRows } from '@archway/shared/entry-rows'
import { type Entry, HotlistDelta, type HotlistManifest, SignedManifest } from '@archway/shared/hotlist'
import { bucketDigests, listDigest } from '@archway/shared/list-digest'
import { match } from '@archway/shared/match'
import { signManifest } from '@archway/shared/signing'
import type { LedgerBook } from '../../central/src/hotlist/ledger-book.ts'
import { listInForce } from '../../edge-agent/src/hotlist/list-in-force.ts'
import { sealedList } from '../../edge-agent/src/hotlist/sealed-list.ts'
import { percentile } from './table.ts'

export type UnitFigures = readonly Readonly<Record<string, string | number>>[]

const READS = 20_000
const random = (into: Uint8Array<ArrayBuffer>) => {
  into.set(randomBytes(into.length))
  return into
}

/** Puts on a unit's disk what central announced to it, and beside it the announcement and delta of the next version. */
export async function sealAnnounced(
  folder: string,
  book: LedgerBook,
  keys: { publicKey: KeyObject; privateKey: KeyObject },
  leaving: readonly Entry[],
  now: number,
): Promise<void> {
  const rows = book.rows()
  const signed = (version: number, entries: number, digest: string) =>
    signManifest(
      {
        v: 1,
        version,
        entries,
        digest,
        sourceAt: now,
        issuedAt: now + version,
        expiresAt: now + 86_400_000,
      } satisfies HotlistManifest,
      keys.privateKey,
    )
  const first = signed(1, rows.size, listDigest(book.digests()))
  sealedList(folder, keys.publicKey, random).write({
    signed: first,
    rows,
    digests: book.digests(),
    steps: [],
  })

  const coming = entryRows(
    leaving.map((entry, n) => ({ ...entry, id: `ncic:${n.toString(16).padStart(24, 'f')}` })),
  )
  coming.settle()
  const ids = new Set(leaving.map(({ id }) => id))
  const gone = new Set<number>()
  for (let row = 0; row < rows.size; row++) if (ids.has(rows.idAt(row))) gone.add(row)
  const digest = listDigest(bucketDigests(rows, { leaving: gone, coming }, book.digests()))
  const second = signed(2, rows.size - gone.size + coming.size, digest)
  const delta = { v: 1 as const, from: 1, to: 2, part: 0, parts: 1, upsert: [...coming], remove: [...ids] }
  await writeFile(join(folder, 'next.manifest'), encodeJson(SignedManifest, second))
  await writeFile(join(folder, 'next.delta'), encodeJson(HotlistDelta, delta))
  await writeFile(join(folder, 'plates.json'), JSON.stringify(leaving.map(({ plate }) => plate)))
}

function run(folder: string): UnitFigures {
  const signingKey = createPublicKey(readFileSync(join(folder, 'key.pem')))
  const clock = () => Date.UTC(2026, 10, 24, 13)
  const before = memory()
  let from = performance.now()
  const list = listInForce({
    storage: sealedList(folder, signingKey, random),
    signingKey,
    request: () => {},
    clock,
  })
  const opened = performance.now() - from
  const state = list.state()
  if (state.version !== 1) throw new Error(state.fault ?? 'no list')
  const held = memory() - before
  const looked = lookUps(list.current(), readFileSync(join(folder, 'plates.json'), 'utf8'), clock())

  from = performance.now()
  list.onManifest(readFileSync(join(folder, 'next.manifest')))
  list.onDelta(readFileSync(join(folder, 'next.delta')))
  const taken = performance.now() - from
  if (list.state().version !== 2) throw new Error(list.state().fault ?? 'the delta was not taken')
  const after = memory() - before
  return [
    { what: 'entries', value: state.entries },
    { what: 'memory of the list, MiB', value: (held / 2 ** 20).toFixed(0) },
    { what: 'memory after a delta, MiB', value: (after / 2 ** 20).toFixed(0) },
    {
      what: 'resident memory of the process at its most, MiB',
      value: (process.resourceUsage().maxRSS / 1024).toFixed(0),
    },
    { what: 'open the sealed file and check it whole, s', value: (opened / 1000).toFixed(2) },
    { what: 'take a delta of 2,000 and 2,000, check, store, s', value: (taken / 1000).toFixed(2) },
    { what: 'ten candidates of a Read, median µs', value: percentile(looked, 0.5).toFixed(1) },
    { what: 'ten candidates of a Read, p95 µs', value: percentile(looked, 0.95).toFixed(1) },
  ]
}

/** Microseconds of each Read: ten candidates, of which every fifth Read's first one is listed. */
function lookUps(index: Parameters<typeof match>[1], plates: string, now: number): number[] {
  const listed = JSON.parse(plates) as string[]
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
  const anyPlate = () => {
    const dice = randomBytes(7)
    return [...dice].map((byte, at) => (at < 3 ? letters[byte % 24] : String(byte % 10))).join('')
  }
  const times: number[] = []
  for (let n = 0; n < READS; n++) {
    const candidates = Array.from({ length: 10 }, (_, at) => ({
      text: at === 0 && n % 5 === 0 ? (listed[n % listed.length] ?? anyPlate()) : anyPlate(),
      probability: at === 0 ? 0.9 : 0.01,
    }))
    const from = performance.now()
    match(candidates, index, now, 0.3)
    times.push((performance.now() - from) * 1000)
  }
  // Before the compiler has seen it often enough it is slower, once a start.
  return times.slice(READS / 4)
}

/** What the program holds, with what lies outside the heap, after what nobody holds was let go. */
function memory(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const [verb, folder] = process.argv.slice(2)
if (verb === 'run' && folder) process.send?.(run(folder))
