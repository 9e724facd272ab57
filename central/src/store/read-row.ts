import type { Candidate } from '@archway/shared/read'
import type { Dwell } from './alert-acts.ts'
import { findableOf } from './plate-index.ts'
import type { JudgedHit, JudgedRead } from './store.ts'

/** A JudgedRead as its columns, flat: what crosses to the writing thread. JSON is made before it crosses. */
export interface ReadRow {
  readonly id: string
  readonly device: string
  readonly capturedAt: number
  readonly receivedAt: number
  readonly text: string
  readonly probability: number
  readonly jurisdiction: string | null
  readonly model: string
  readonly policy: string
  readonly json: string
  /** The strings that the Read can be found by. */
  readonly findable: readonly Candidate[]
  readonly images: readonly string[]
  readonly hits: readonly HitRow[]
  readonly dwell: Dwell | null
}

export interface HitRow {
  readonly entry: string
  readonly category: string
  readonly probability: number
  readonly grade: string
  readonly doubts: string
  readonly hit: string
  readonly entryView: string
  readonly place: string | null
  readonly alertId: string | null
}

/**
 * The JSON has the keys in the schema's order, because the schema built the object when it was decoded: the
 * same Read sent twice gives the same text, and so the same hash.
 */
export function rowOf({ read, hits, receivedAt, policy, dwell }: JudgedRead): ReadRow {
  return {
    id: read.id,
    device: read.device,
    capturedAt: read.capturedAt,
    receivedAt,
    text: read.text,
    probability: read.probability,
    jurisdiction: read.jurisdiction?.code ?? null,
    model: read.model,
    policy,
    json: JSON.stringify(read),
    findable: findableOf(read),
    images: read.images.map((image) => image.id),
    hits: hits.map(hitRow),
    dwell: dwell ?? null,
  }
}

export const hitRow = ({ hit, entry, grade, doubts, place, alertId }: JudgedHit): HitRow => ({
  entry: hit.entry,
  category: entry.category,
  probability: hit.probability,
  grade,
  doubts: JSON.stringify(doubts),
  hit: JSON.stringify(hit),
  entryView: JSON.stringify(entry),
  place: place && JSON.stringify(place),
  alertId,
})
