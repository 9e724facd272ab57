import { dayAt } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import type { Span, SpanRecord } from './report-ledger.ts'

interface Bounds {
  readonly from: number
  readonly until: number
  readonly fromDay: string
  readonly untilDay: string
  readonly asOf: number
  readonly asOfDay: string
}

const WITHIN = (column: string) => `${column} >= @from AND ${column} < @until`

/** Reads across the rooms of the ledger what happened in a span. Each query is one of `SpanRecord`'s parts. */
export function spanRecords(db: Database): (span: Span, asOf: number) => SpanRecord {
  const rows = <T>(sql: string) => {
    const statement = db.prepare<[Bounds], T>(sql)
    return (bounds: Bounds) => statement.all(bounds)
  }
  const count = (sql: string) => {
    const statement = db.prepare<[Bounds], number>(sql).pluck()
    return (bounds: Bounds) => statement.get(bounds) ?? 0
  }
  const counted = (table: string, column: string, where = '1') =>
    count(`SELECT count(*) FROM ${table} WHERE ${WITHIN(column)} AND ${where}`)

  const days = rows<SpanRecord['days'][number]>(
    `SELECT day, taken_at AS takenAt, reads, hits, alerts, images, refused FROM day_total
     WHERE day >= @fromDay AND day < @untilDay ORDER BY day`,
  )
  const reads = rows<SpanRecord['reads'][number]>(
    'SELECT day, device, reads FROM unit_day WHERE day >= @fromDay AND day < @untilDay',
  )
  const hits = rows<SpanRecord['hits'][number]>(
    `SELECT day, device, category, grade, hits, alerts FROM unit_day_hit
     WHERE day >= @fromDay AND day < @untilDay`,
  )
  const up = rows<SpanRecord['up'][number]>(
    `SELECT device, sum(up_ms) AS ms FROM unit_day_up WHERE day >= @fromDay AND day < @untilDay GROUP BY device`,
  )
  const events = rows<SpanRecord['events'][number]>(
    `SELECT device, kind, count(*) AS n FROM unit_event WHERE ${WITHIN('since')} GROUP BY device, kind`,
  )
  const postings = rows<SpanRecord['postings'][number]>(
    `SELECT device, district, task, since, until, posted_by AS postedBy FROM posting
     WHERE since < @until AND (until IS NULL OR until > @from) ORDER BY n`,
  )
  const stops = rows<SpanRecord['stops'][number]>(
    `SELECT district, sum(stops) AS stops FROM district_stops
     WHERE month >= substr(@fromDay, 1, 7) AND month < substr(@untilDay, 1, 7) GROUP BY district`,
  )
  const uses = rows<SpanRecord['uses'][number]>(
    `SELECT action, outcome, count(*) AS n FROM use_log WHERE ${WITHIN('at')} GROUP BY action, outcome
     ORDER BY action`,
  )
  const searches = rows<SpanRecord['searches'][number]>(
    `SELECT purpose, roles, count(*) AS n FROM search WHERE ${WITHIN('at')} GROUP BY purpose, roles`,
  )
  const asked = counted('search_release', 'asked_at')
  const released = counted('search_release', 'decided_at', "state IN ('released', 'used')")
  const releaseRefused = counted('search_release', 'decided_at', "state = 'refused'")
  const notices = count(
    `SELECT count(*) FROM repeat_notice JOIN search ON search.id = search WHERE ${WITHIN('at')}`,
  )
  const reviews = rows<{ what: string; n: number }>(
    `SELECT coalesce(outcome, 'open') AS what, count(*) AS n FROM search_review
     WHERE ${WITHIN('drawn_at')} GROUP BY 1`,
  )
  const raised = counted('use_flag', 'raised_at')
  const decided = counted('use_flag', 'decided_at')
  const activeHolds = `proposed_at < @asOf AND state IN ('securing', 'active', 'released') AND decided_at < @asOf
    AND (released_at IS NULL OR released_at >= @asOf)`
  const holds = {
    proposed: counted('hold', 'proposed_at'),
    approved: counted('hold', 'decided_at', "state IN ('securing', 'active', 'released')"),
    refused: counted('hold', 'decided_at', "state = 'refused'"),
    released: counted('hold', 'released_at'),
    activeAtEnd: count(`SELECT count(*) FROM hold WHERE ${activeHolds}`),
    overdueAtEnd: count(`SELECT count(*) FROM hold WHERE ${activeHolds} AND review_at < @asOf`),
  }
  const disclosures = {
    requests: counted('outside_request', 'received_at'),
    requestsRefused: counted('outside_request', 'refused_at'),
    approved: counted('disclosure', 'decided_at', "state = 'approved'"),
    refused: counted('disclosure', 'decided_at', "state = 'refused'"),
    exports: counted('disclosure_export', 'at'),
    reads: count(`SELECT coalesce(sum(reads), 0) FROM disclosure_export WHERE ${WITHIN('at')}`),
    images: count(`SELECT coalesce(sum(images), 0) FROM disclosure_export WHERE ${WITHIN('at')}`),
  }
  const certificates = rows<{ signed: string }>(
    `SELECT signed FROM purge_certificate WHERE ${WITHIN('at')} ORDER BY day, extent`,
  )
  const openComplaints = 'received_on <= @asOfDay AND (replied_on IS NULL OR replied_on > @asOfDay)'
  const complaints = {
    received: rows<SpanRecord['complaints']['received'][number]>(
      `SELECT kind, count(*) AS n FROM complaint WHERE received_on >= @fromDay AND received_on < @untilDay
       GROUP BY kind`,
    ),
    answered: rows<SpanRecord['complaints']['answered'][number]>(
      `SELECT outcome, count(*) AS n FROM complaint WHERE replied_on >= @fromDay AND replied_on < @untilDay
       GROUP BY outcome`,
    ),
    answeredLate: count(
      `SELECT count(*) FROM complaint WHERE replied_on >= @fromDay AND replied_on < @untilDay
       AND replied_on > due_on`,
    ),
    openAtEnd: count(`SELECT count(*) FROM complaint WHERE ${openComplaints}`),
    overdueAtEnd: count(`SELECT count(*) FROM complaint WHERE ${openComplaints} AND due_on < @asOfDay`),
  }
  const costs = rows<SpanRecord['costs'][number]>(
    `SELECT line.device, coalesce(of.kind, line.kind) AS kind, line.fund, sum(line.cents) AS cents,
       sum(CASE WHEN line.kind = 'reversal' THEN -1 ELSE 1 END) AS lines
     FROM asset_line line LEFT JOIN asset_line of ON of.n = line.reverses
     WHERE coalesce(of.day, line.day) < @untilDay GROUP BY 1, 2, 3`,
  )
  const policies = rows<{ label: string; since: number }>(
    `SELECT label, max(decided_at, not_before) AS since FROM policy_version
     WHERE state = 'approved' AND max(decided_at, not_before) < @until ORDER BY since, n`,
  )
  const dispositions = rows<{ what: string; n: number }>(
    `SELECT disposition AS what, count(*) AS n FROM alert_outcome WHERE ${WITHIN('at')} GROUP BY 1`,
  )
  const escalated = counted('alert_escalation', 'at')
  const quarantined = counted('camera_quarantine', 'decided_at', "state IN ('quarantined', 'lifted')")

  const whole = db.transaction((bounds: Bounds): SpanRecord => {
    const inForce = policies(bounds)
    const before = inForce.filter(({ since }) => since <= bounds.from).length
    return {
      days: days(bounds),
      reads: reads(bounds),
      hits: hits(bounds),
      up: up(bounds),
      events: events(bounds),
      postings: postings(bounds),
      stops: stops(bounds),
      uses: uses(bounds),
      searches: searches(bounds),
      releases: [
        { what: 'asked', n: asked(bounds) },
        { what: 'released', n: released(bounds) },
        { what: 'refused', n: releaseRefused(bounds) },
      ],
      repeatNotices: notices(bounds),
      reviews: reviews(bounds),
      flags: { raised: raised(bounds), decided: decided(bounds) },
      holds: each(holds, bounds),
      disclosures: each(disclosures, bounds),
      certificates: certificates(bounds).map(({ signed }) => signed),
      complaints: each(complaints, bounds),
      costs: costs(bounds),
      policies: inForce.slice(Math.max(0, before - 1)).map(({ label }) => label),
      dispositions: dispositions(bounds),
      escalated: escalated(bounds),
      quarantined: quarantined(bounds),
    }
  })
  return ({ from, until }, asOf) => {
    const end = Math.min(until, asOf)
    // A complaint that is answered or due on the day of the end is so at the end.
    const asOfDay = dayAt(end - 1)
    return whole({ from, until, fromDay: dayAt(from), untilDay: dayAt(until), asOf: end, asOfDay })
  }
}

type Asked<T> = { [K in keyof T]: T[K] extends (bounds: Bounds) => infer R ? R : never }

const each = <T extends Record<string, (bounds: Bounds) => unknown>>(parts: T, bounds: Bounds): Asked<T> =>
  Object.fromEntries(Object.entries(parts).map(([name, ask]) => [name, ask(bounds)])) as Asked<T>
