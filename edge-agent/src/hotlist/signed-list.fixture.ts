import { generateKeyPairSync } from 'node:crypto'
import { encodeJson } from '@archway/shared/codec'
import { type Entry, HotlistDelta, type HotlistManifest, SignedManifest } from '@archway/shared/hotlist'
import { hotlistDigest } from '@archway/shared/list-digest'
import { signManifest } from '@archway/shared/signing'

const HOUR_MS = 3_600_000

export const NOW = Date.UTC(2026, 10, 24, 12)

export const entryOf = (id: string, plate: string, change: Partial<Entry> = {}): Entry => ({
  id,
  plate,
  folded: false,
  jurisdiction: 'us-mo',
  category: 'stolen-vehicle',
  flags: [],
  expiresAt: NOW + 1000 * HOUR_MS,
  ...change,
})

/** A central that signs. */
export function signer() {
  const keys = generateKeyPairSync('ed25519')
  const manifest = (
    version: number,
    entries: readonly Entry[],
    change: Partial<HotlistManifest> = {},
  ): Uint8Array =>
    encodeJson(
      SignedManifest,
      signManifest(
        {
          v: 1,
          version,
          entries: entries.length,
          digest: hotlistDigest(entries),
          sourceAt: NOW - HOUR_MS,
          issuedAt: NOW + version,
          expiresAt: NOW + 24 * HOUR_MS,
          ...change,
        },
        keys.privateKey,
      ),
    )
  return { publicKey: keys.publicKey, manifest }
}

/** The way from one version to another, in parts of `size` changes. */
export function deltaParts(
  from: number,
  to: number,
  upsert: readonly Entry[],
  remove: readonly string[] = [],
  size = 100,
): Uint8Array[] {
  const parts = Math.max(1, Math.ceil(upsert.length / size), Math.ceil(remove.length / size))
  return Array.from({ length: parts }, (_, part) =>
    encodeJson(HotlistDelta, {
      v: 1,
      from,
      to,
      part,
      parts,
      upsert: upsert.slice(part * size, (part + 1) * size),
      remove: remove.slice(part * size, (part + 1) * size),
    }),
  )
}
