import { Disposition } from '@archway/shared/alert'
import type { Posting } from '@archway/shared/api/deployment'
import { type Month, MonthFigures } from '@archway/shared/api/report'
import { dayAt } from '@archway/shared/id'
import { wilson } from '@archway/shared/interval'
import type { Purpose } from '@archway/shared/purpose'
import { Role } from '@archway/shared/role'
import { z } from 'zod'
import type { DeviceRecord } from '../ledger/ledger.ts'
import type { SpanRecord } from '../ledger/report-ledger.ts'
import { costOf, fundsOf } from './cost.ts'
import { districtFigures } from './district-figures.ts'
import type { FigureSource } from './figure-source.ts'
import { spanOf } from './month.ts'
import { purgesOf } from './purges.ts'
import { sum } from './sum.ts'
import { vehicleSpread } from './vehicle-spread.ts'

/**
 * What a month's report says, from what the ledger keeps of the month.
 * @param asOf the report's time; later than the month's end, what is open then does not count
 */
export function monthFigures(month: Month, asOf: number, source: FigureSource): MonthFigures {
  const { department, retentionDays, record, devices, districts } = source
  const { from, until } = spanOf(month)
  const end = Math.min(until, asOf)
  const there = devices.filter(({ addedAt, revokedAt }) => addedAt < end && (revokedAt ?? end) >= from)
  const atEnd = record.postings.filter((posting) => posting.since < end && (posting.until ?? end) >= end)
  const spread = vehicleSpread(
    devices,
    districts,
    atEnd,
    source.lastReads.filter(({ day }) => day < dayAt(until)),
    end,
  )
  const upOf = new Map(record.up.map(({ device, ms }) => [device, ms]))
  return MonthFigures.parse({
    format: 'archway-month-1',
    department,
    month,
    from,
    until,
    asOf,
    whole: asOf >= until,
    policies: [...record.policies],
    retentionDays,
    units: there.map((device) => unitOf(device, { from, end }, atEnd, upOf.get(device.id) ?? 0, source)),
    centralUp: Math.min(1, (upOf.get('') ?? 0) / Math.max(1, end - from)),
    days: record.days.map(({ day, reads }) => ({ day, reads })),
    totals: {
      reads: sum(record.days, ({ reads }) => reads),
      hits: sum(record.days, ({ hits }) => hits),
      alerts: sum(record.days, ({ alerts }) => alerts),
      images: sum(record.days, ({ images }) => images),
      refused: sum(record.days, ({ refused }) => refused),
    },
    hits: hitsOf(record),
    dispositions: dispositionsOf(record),
    searches: searchesOf(record),
    uses: usesOf(record),
    holds: record.holds,
    disclosures: record.disclosures,
    purges: purgesOf(record.certificates),
    ...districtFigures(source, atEnd, end),
    vehicles: { notices: spread.notices, idleDays: spread.idleDays, idle: spread.idle.length },
    events: {
      outages: eventsOf(record, 'outage'),
      cameras: eventsOf(record, 'camera'),
      tampers: eventsOf(record, 'tamper'),
      damages: eventsOf(record, 'damage'),
    },
    complaints: {
      ...record.complaints,
      received: byName(record.complaints.received, ({ kind }) => kind),
      answered: byName(record.complaints.answered, ({ outcome }) => outcome),
    },
    cost: {
      fixed: costOf('fixed', devices, record.costs, end),
      vehicle: costOf('vehicle', devices, record.costs, end),
      funds: fundsOf(record.costs),
    },
  })
}

function unitOf(
  { id, name, kind, addedAt, revokedAt }: DeviceRecord,
  { from, end }: { from: number; end: number },
  postings: readonly Posting[],
  upMs: number,
  { record, districts }: FigureSource,
): MonthFigures['units'][number] {
  const inService = Math.min(end, revokedAt ?? end) - Math.max(from, addedAt)
  const posting = postings.find(({ device }) => device === id)
  const of = (kind: string) =>
    sum(record.events, (event) => (event.device === id && event.kind === kind ? event.n : 0))
  return {
    device: id,
    name,
    kind,
    district: districts.find((district) => district.id === posting?.district)?.name ?? null,
    task: posting?.task ?? null,
    uptime: inService > 0 ? Math.min(1, upMs / inService) : null,
    reads: sum(record.reads, (row) => (row.device === id ? row.reads : 0)),
    outages: of('outage'),
    tampers: of('tamper') + of('damage'),
  }
}

function hitsOf({ hits }: SpanRecord): MonthFigures['hits'] {
  const sums = new Map<string, MonthFigures['hits'][number]>()
  for (const { category, grade, hits: n, alerts } of hits) {
    const key = `${category} ${grade}`
    const before = sums.get(key)
    sums.set(key, { category, grade, hits: (before?.hits ?? 0) + n, alerts: (before?.alerts ?? 0) + alerts })
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function dispositionsOf({ dispositions, escalated, quarantined }: SpanRecord): MonthFigures['dispositions'] {
  const n = (kind: Disposition) => sum(dispositions, ({ what, n }) => (what === kind ? n : 0))
  const decided = sum(Disposition.options, n)
  return {
    decided,
    byKind: {
      correct: n('correct'),
      'wrong-state': n('wrong-state'),
      misread: n('misread'),
      'not-actionable': n('not-actionable'),
    },
    confirmed: wilson(n('correct'), decided),
    wrong: wilson(n('misread') + n('wrong-state'), decided),
    escalated,
    quarantined,
  }
}

const RolesText = z.array(Role)

function searchesOf(record: SpanRecord): MonthFigures['searches'] {
  const by = (purpose: Purpose) => sum(record.searches, (row) => (row.purpose === purpose ? row.n : 0))
  const of = (rows: readonly { what: string; n: number }[], what: string) =>
    sum(rows, (row) => (row.what === what ? row.n : 0))
  const byRole: Partial<Record<Role, number>> = {}
  for (const { roles, n } of record.searches) {
    for (const role of RolesText.parse(JSON.parse(roles))) byRole[role] = (byRole[role] ?? 0) + n
  }
  const reviewed = {
    proper: of(record.reviews, 'proper'),
    improper: of(record.reviews, 'improper'),
    unclear: of(record.reviews, 'unclear'),
    open: of(record.reviews, 'open'),
  }
  return {
    byPurpose: {
      'felony-investigation': by('felony-investigation'),
      'wanted-person-or-vehicle': by('wanted-person-or-vehicle'),
      'stolen-property': by('stolen-property'),
      'missing-or-endangered-person': by('missing-or-endangered-person'),
    },
    byRole,
    refused: sum(record.uses, (use) =>
      use.action === 'read-search' && use.outcome === 'failure' ? use.n : 0,
    ),
    releasesAsked: of(record.releases, 'asked'),
    releasesGiven: of(record.releases, 'released'),
    releasesRefused: of(record.releases, 'refused'),
    repeatNotices: record.repeatNotices,
    reviews: { drawn: sum(record.reviews, ({ n }) => n), ...reviewed },
    flags: record.flags,
  }
}

function usesOf({ uses }: SpanRecord): MonthFigures['uses'] {
  return [...new Set(uses.map(({ action }) => action))].map((action) => {
    const of = (outcome: string) =>
      sum(uses, (use) => (use.action === action && use.outcome === outcome ? use.n : 0))
    return { action, done: of('success'), refused: of('failure') }
  })
}

const eventsOf = ({ events }: SpanRecord, kind: string) =>
  sum(events, (event) => (event.kind === kind ? event.n : 0))

function byName<T extends { readonly n: number }>(rows: readonly T[], name: (row: T) => string) {
  return Object.fromEntries(rows.map((row) => [name(row), row.n]))
}
