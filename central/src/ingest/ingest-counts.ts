import { RefusalCode } from '@archway/shared/messages'

/**
 * Why a hit that a unit claimed did not become one. `no-match`: nothing that the Read may say equals the
 * entry. `repeated`: the same entry twice on one Read.
 */
const DROPS = ['unknown-entry', 'expired-entry', 'denied-category', 'no-match', 'repeated'] as const
export type Drop = (typeof DROPS)[number]

/** What ingest did since it started; `/metrics` shows all of it. */
export interface IngestCounts {
  readonly messages: { reads: number; images: number }
  readonly reads: {
    stored: number
    duplicate: number
    /** They hit nothing, and policy does not keep such Reads so long: accepted, and not stored. */
    passed: number
  }
  readonly images: {
    stored: number
    duplicate: number
    /** Its Read is not here, and may still come: neither stored nor refused; the unit sends it again. */
    deferred: number
  }
  readonly hits: {
    stored: number
    /** Of those stored: the unit's list did not have the entry, central's had. */
    foundHere: number
    dropped: Record<Drop, number>
  }
  readonly refused: Record<RefusalCode, number>
  /** Raised, and further reads that joined an alert within the dwell time. */
  readonly alerts: { raised: number; repeated: number }
  commits: number
  /** Messages that were not acknowledged because something here failed; the unit sends them again. */
  failures: number
  /** Acknowledgements that could not be sent; the unit sends again, and is told again. */
  acksLost: number
}

const zeros = <K extends string>(keys: readonly K[]) =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>

export const noCounts = (): IngestCounts => ({
  messages: { reads: 0, images: 0 },
  reads: { stored: 0, duplicate: 0, passed: 0 },
  images: { stored: 0, duplicate: 0, deferred: 0 },
  hits: { stored: 0, foundHere: 0, dropped: zeros(DROPS) },
  refused: zeros(RefusalCode.options),
  alerts: { raised: 0, repeated: 0 },
  commits: 0,
  failures: 0,
  acksLost: 0,
})
