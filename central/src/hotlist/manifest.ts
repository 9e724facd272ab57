import type { HotlistManifest } from '@archway/shared/hotlist'
import type { HotlistVersion } from '../ledger/hotlist-ledger.ts'

export interface ManifestRules {
  /** How long a unit may match with the list when it hears nothing more. */
  readonly validMs: number
  /** A source older than this is dead: no manifest outlives it. */
  readonly maxAgeMs: number
}

/** The announcement of a version as of now; null when its oldest source is too old to be matched with. */
export function manifestOf(
  version: HotlistVersion,
  { validMs, maxAgeMs }: ManifestRules,
  now: number,
): HotlistManifest | null {
  const expiresAt = Math.min(now + validMs, version.oldestSourceAt + maxAgeMs)
  if (expiresAt <= now) return null
  return {
    v: 1,
    version: version.version,
    entries: version.entries,
    digest: version.digest,
    sourceAt: version.oldestSourceAt,
    issuedAt: now,
    expiresAt,
  }
}
