import { gradeHit } from '@archway/shared/alert'
import type { EntryView, PlaceView } from '@archway/shared/api'
import { type DeviceId, type RandomBytes, uuid7 } from '@archway/shared/id'
import { type Hit, match, matchEntry } from '@archway/shared/match'
import type { Sighting } from '@archway/shared/messages'
import { type Policy, ruleFor } from '@archway/shared/policy'
import { candidatesOf, type Read } from '@archway/shared/read'
import type { Unit } from '../fleet/registry.ts'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { JudgedHit, JudgedRead } from '../store/store.ts'
import type { Drop } from './ingest-counts.ts'

export interface Judgement {
  readonly judged: JudgedRead
  readonly dropped: readonly Drop[]
  /** Hits that the unit did not claim. */
  readonly foundHere: number
}

export interface JudgeMeans {
  readonly book: HotlistBook
  readonly policy: Policy
  readonly random: RandomBytes
  readonly quarantined: (device: DeviceId, camera: string) => boolean
}

/**
 * What central makes of a sighting. A unit's claim is only a claim: each hit is computed again from the Read
 * and the entry. And a unit's list may be older than central's: the Read is matched here too, with the same
 * code, so that central never misses what a stale list missed.
 */
export async function judge(
  sighting: Sighting,
  unit: Unit,
  means: JudgeMeans,
  nowMs: number,
): Promise<Judgement> {
  const { read } = sighting
  const claimed = await judgeClaims(sighting, unit, means, nowMs)
  const found = await findUnclaimed(sighting, unit, means, nowMs)
  return {
    judged: {
      read,
      hits: [...claimed.hits, ...found],
      receivedAt: nowMs,
      policy: means.policy.version,
      dwell: { ms: means.policy.alerts.dwellMinutes * 60_000, metres: means.policy.alerts.dwellMetres },
    },
    dropped: claimed.dropped,
    foundHere: found.length,
  }
}

async function judgeClaims({ read, hits: claims }: Sighting, unit: Unit, means: JudgeMeans, nowMs: number) {
  const hits: JudgedHit[] = []
  const dropped: Drop[] = []
  const seen = new Set<string>()
  for (const claim of claims) {
    const entry = await means.book.entry(claim.entry)
    const hit = entry && {
      ...matchEntry(candidatesOf(read), entry, claim.listVersion),
      location: placeable(claim, unit, means.policy),
    }
    const drop = dropOf(read, entry, hit, seen.has(claim.entry), means.policy)
    seen.add(claim.entry)
    if (drop !== null) dropped.push(drop)
    else if (entry && hit) hits.push(judgeHit(read, hit, entry, unit, means, nowMs))
  }
  return { hits, dropped }
}

function dropOf(
  read: Read,
  entry: EntryView | null,
  hit: Hit | null,
  repeated: boolean,
  policy: Policy,
): Drop | null {
  if (!entry || !hit) return 'unknown-entry'
  if (repeated) return 'repeated'
  if (entry.expiresAt <= read.capturedAt) return 'expired-entry'
  if (ruleFor(policy, entry.category) === 'deny') return 'denied-category'
  return hit.probability + hit.nearFolded > 0 ? null : 'no-match'
}

async function findUnclaimed({ read, hits: claims }: Sighting, unit: Unit, means: JudgeMeans, nowMs: number) {
  const list = means.book.current()
  if (!list) return []
  const found = match(candidatesOf(read), list.index, nowMs, means.policy.alerts.minimumProbability)
  const hits: JudgedHit[] = []
  for (const one of found) {
    if (claims.some((claim) => claim.entry === one.entry)) continue
    const entry = await means.book.entry(one.entry)
    if (!entry || ruleFor(means.policy, entry.category) === 'deny') continue
    hits.push(judgeHit(read, { ...one, location: null }, entry, unit, means, nowMs))
  }
  return hits
}

/**
 * A claim too improbable for an alert is kept without one: the unit may have shown it to an officer. An entry
 * that a later list dropped makes the claiming list stale, whatever its age.
 */
function judgeHit(
  read: Read,
  hit: Hit,
  entry: EntryView,
  unit: Unit,
  { book, policy, random, quarantined }: JudgeMeans,
  nowMs: number,
): JudgedHit {
  const sourceAt = entry.live
    ? (book.current()?.manifest.sourceAt ?? entry.sourceAt)
    : Number.NEGATIVE_INFINITY
  const alerts = hit.probability + hit.nearFolded >= policy.alerts.minimumProbability
  return {
    hit,
    entry,
    ...lowered(gradeHit(read, hit, entry, { sourceAt }, policy, nowMs), read, quarantined),
    place: placeOf(hit, unit),
    alertId: alerts ? uuid7(read.capturedAt, random) : null,
  }
}

/** Nothing that a camera in quarantine saw is more than "look only", however good it looks. */
function lowered(
  graded: ReturnType<typeof gradeHit>,
  { device, views }: Read,
  quarantined: JudgeMeans['quarantined'],
): ReturnType<typeof gradeHit> {
  if (!views.some(({ camera }) => quarantined(device, camera))) return graded
  return { grade: 'look-only', doubts: [...graded.doubts, 'camera-quarantined'] }
}

/** A fixed unit's place is what the department registered; coordinates that it sends are not kept. */
const placeable = (claim: Hit, unit: Unit, { location }: Policy) =>
  unit.kind === 'vehicle' && location.vehicleHits === 'keep' ? claim.location : null

function placeOf(hit: Hit, unit: Unit): PlaceView | null {
  if (unit.kind === 'fixed') return unit.place && { ...unit.place, basis: 'registry', accuracyMetres: null }
  if (!hit.location) return null
  const { lat, lon, accuracyMetres } = hit.location
  return { lat, lon, label: null, basis: 'gps', accuracyMetres }
}
