import type { Posting } from '@archway/shared/api/deployment'
import type { MonthFigures } from '@archway/shared/api/report'
import type { Day, DeviceId } from '@archway/shared/id'
import { evennessOf } from './evenness.ts'
import type { FigureSource } from './figure-source.ts'
import { sum } from './sum.ts'
import { withoutFew } from './suppress.ts'
import { inServiceAt } from './vehicle-spread.ts'

const DAY_MS = 86_400_000

/** What districts had: units as they stood at the end, counts by where the unit was on each day. */
export function districtFigures(
  { record, devices, districts }: Pick<FigureSource, 'record' | 'devices' | 'districts'>,
  atEnd: readonly Posting[],
  end: number,
): Pick<MonthFigures, 'districts' | 'evenness'> {
  const inService = devices.filter((device) => inServiceAt(device, end))
  const posted = new Map(atEnd.map(({ device, district }) => [device, district]))
  const where = districtByDay(record.postings)
  const counted = (id: string) => ({
    reads: sum(record.reads, (row) => (where(row.device, row.day) === id ? row.reads : 0)),
    hits: sum(record.hits, (row) => (where(row.device, row.day) === id ? row.hits : 0)),
    stops: sum(record.stops, (row) => (row.district === id ? row.stops : 0)),
  })
  const rows = districts.map(({ id, name, residents, source }) => {
    const units = inService.filter((device) => posted.get(device.id) === id)
    const fixed = units.filter(({ kind }) => kind === 'fixed').length
    return { id, name, residents, source, fixed, vehicles: units.length - fixed, ...counted(id) }
  })
  const shownHits = withoutFew(rows.map(({ hits }) => hits))
  const shownStops = withoutFew(rows.map(({ stops }) => stops))
  const lived = rows.flatMap(({ name, residents, fixed }) =>
    residents === null ? [] : [{ name, residents, units: fixed }],
  )
  const even = lived.length === rows.length ? evennessOf(lived) : null
  return {
    districts: rows.map((row, at) => ({
      ...row,
      hits: shownHits[at] ?? null,
      stops: shownStops[at] ?? null,
    })),
    evenness: {
      gini: even?.gini ?? null,
      most: even?.most ?? null,
      least: even?.least ?? null,
      unposted: inService.filter(({ id, kind }) => kind === 'fixed' && !posted.has(id)).length,
    },
  }
}

/** Where a unit belonged on a day; where it moved on that day, where it went. */
function districtByDay(postings: readonly Posting[]): (device: DeviceId, day: Day) => string | null {
  const of = new Map<DeviceId, Posting[]>()
  for (const posting of postings) of.set(posting.device, [...(of.get(posting.device) ?? []), posting])
  return (device, day) => {
    const from = Date.parse(day)
    const those = (of.get(device) ?? []).filter(
      ({ since, until }) => since < from + DAY_MS && (until === null || until > from),
    )
    return those.at(-1)?.district ?? null
  }
}
