import { dayOf } from '@archway/shared/id'
import type { Refusal, Sighting } from '@archway/shared/messages'
import type { Policy } from '@archway/shared/policy'
import type { Announcement } from '../alert/announcer.ts'
import type { Arrival } from '../broker/broker.ts'
import { isBeyondRetention } from '../retention/retention.ts'
import { UNTOUCHED } from '../store/alert-acts.ts'
import type { AlertRecord, JudgedHit, JudgedRead, SaveOutcome } from '../store/store.ts'
import type { Answers } from './answers.ts'
import { checkRead } from './check-read.ts'
import { groupCommit } from './group-commit.ts'
import type { IngestCounts } from './ingest-counts.ts'
import type { IngestMeans } from './ingest-means.ts'
import { type Judgement, judge } from './judge.ts'
import { openReads } from './open-reads.ts'
import type { PassedReads } from './passed-reads.ts'
import { NOT_REGISTERED, type Refused } from './refused.ts'

/** Reads that one commit may carry: enough to make its cost small, few enough that it takes no second. */
const MOST_READS = 2000

const REFUSED_BY_STORE: Record<'conflict' | 'purged', Refusal> = {
  conflict: {
    code: 'duplicate-conflict',
    detail: 'the id, or that of one of its images, is stored with another content; mint each id once',
  },
  purged: { code: 'expired', detail: 'its day was purged' },
}

/** open → check → judge → commit, together with what came from other units → answer → announce */
export function createReadsLane(
  means: IngestMeans,
  counts: IngestCounts,
  answer: Answers,
  passed: PassedReads,
): (arrival: Arrival) => Promise<void> {
  const commits = groupCommit<JudgedRead, SaveOutcome>((batch) => {
    counts.commits += 1
    return means.store.saveReads(batch)
  }, MOST_READS)

  const check = (sightings: readonly Sighting[], arrival: Arrival, policy: Policy) => {
    const good: Sighting[] = []
    const refused: Refused[] = []
    for (const sighting of sightings) {
      const refusal = checkRead(sighting.read, arrival.device, policy, means.now())
      if (refusal) refused.push({ id: sighting.read.id, refusal, payload: bytesOf(sighting) })
      else good.push(sighting)
    }
    return { good, refused }
  }

  const count = ({ judged, dropped, foundHere }: Judgement, outcome: 'stored' | 'duplicate') => {
    counts.reads[outcome] += 1
    if (outcome === 'duplicate') return
    counts.hits.stored += judged.hits.length
    counts.hits.foundHere += foundHere
    for (const drop of dropped) counts.hits.dropped[drop] += 1
  }

  /** Of a Read that joined an alert only the store knows which: rare enough to ask. */
  const announcementsOf = async (judged: JudgedRead, repeated: boolean): Promise<Announcement[]> => {
    const records = repeated
      ? await means.store.alertsOfRead(judged.read.id)
      : judged.hits.flatMap((hit) => alertOf(judged, hit))
    const at = means.now()
    return records.map((record) =>
      record.read.id === judged.read.id
        ? { kind: 'raised', record, committedAt: at }
        : { kind: 'repeated', record },
    )
  }

  return async (arrival) => {
    const unit = means.registry.unit(arrival.device)
    if (!unit || unit.revokedAt !== null) {
      return answer(arrival, [], [{ id: null, refusal: NOT_REGISTERED, payload: arrival.payload }])
    }
    const opened = openReads(arrival.payload)
    const policy = means.policy()
    const { good, refused } = check(opened.sightings, arrival, policy)
    const judgements = await Promise.all(
      good.map((one) => judge(one, unit, { ...means, policy }, means.now())),
    )
    const kept = judgements.filter(({ judged }) => isKept(judged, policy, means.now()))
    const outcomes = kept.length > 0 ? await commits.add(kept.map(({ judged }) => judged)) : []
    const notKept = judgements.filter((judgement) => !kept.includes(judgement))
    for (const { judged } of notKept) passed.add(judged.read.id)
    counts.reads.passed += notKept.length

    const accepted: JudgedRead[] = notKept.map(({ judged }) => judged)
    const raised: Promise<Announcement[]>[] = []
    kept.forEach((judgement, index) => {
      const { judged } = judgement
      const outcome = outcomes[index]
      if (outcome === 'stored' || outcome === 'repeated' || outcome === 'duplicate') {
        accepted.push(judged)
        count(judgement, outcome === 'repeated' ? 'stored' : outcome)
        if (outcome !== 'duplicate') raised.push(announcementsOf(judged, outcome === 'repeated'))
      } else if (outcome) {
        const refusal = REFUSED_BY_STORE[outcome]
        refused.push({ id: judged.read.id, refusal, payload: bytesOf(judged.read) })
      }
    })
    // The watchers do not wait for an answer that keeping a refusal may delay.
    for (const announcement of (await Promise.all(raised)).flat()) {
      counts.alerts[announcement.kind === 'raised' ? 'raised' : 'repeated'] += 1
      means.announcer.announce(announcement)
    }
    await answer(
      arrival,
      accepted.map(({ read }) => read.id),
      [...opened.refused, ...refused],
    )
  }
}

/** What hit nothing and is beyond its time, which may be none at all, is not stored: it was looked up, and it passed. */
const isKept = ({ read, hits }: JudgedRead, { retention }: Policy, nowMs: number) =>
  hits.length > 0 || !isBeyondRetention(dayOf(read.id), nowMs, retention.nonhitDays)

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** The record as the store gives it, made here so that the watchers need not wait for a query. */
function alertOf({ read, receivedAt, policy }: JudgedRead, hit: JudgedHit): AlertRecord[] {
  if (hit.alertId === null) return []
  return [
    {
      id: hit.alertId,
      state: 'raised',
      grade: hit.grade,
      doubts: hit.doubts,
      raisedAt: receivedAt,
      acknowledged: null,
      read,
      hit: hit.hit,
      entry: hit.entry,
      place: hit.place,
      storedImages: [],
      policy,
      ...UNTOUCHED,
    },
  ]
}
