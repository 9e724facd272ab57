import type { MonthFigures } from '@archway/shared/api/report'
import { dollars, escaped, KEPT_BACK, number, perCent, table } from './markup.ts'
import { FEW } from './suppress.ts'

/** Where readers stand, and how evenly. */
export function deploymentPart({ districts, evenness, vehicles, events }: MonthFigures): string {
  const rows = districts.map((district) => [
    district.name,
    district.residents ?? 'not given',
    district.fixed,
    district.vehicles,
    district.residents ? ((district.fixed / district.residents) * 10_000).toFixed(2) : '',
    district.reads,
    district.hits ?? KEPT_BACK,
    district.stops ?? KEPT_BACK,
  ])
  const head = ['District', 'Residents', 'Fixed', 'Cars', 'Fixed per 10,000', 'Reads', 'Hits', 'Stops']
  const sources = [...new Set(districts.flatMap(({ source }) => source ?? []))]
  return `<h2>Where the readers are</h2>
${table('By district, at the end', head, rows)}
<p>${evennessText(evenness)}</p>
${evenness.unposted > 0 ? `<p>${number(evenness.unposted)} fixed readers belong to no district in the records.</p>` : ''}
${vehicles.notices.map((notice) => `<p>${escaped(notice)}</p>`).join('')}
<p>${number(vehicles.idle)} cars had read nothing for ${number(vehicles.idleDays)} days at the end. ${number(events.outages)} times a reader was out, ${number(events.cameras)} times one of its cameras; ${number(events.tampers)} times something looked like tampering, and ${number(events.damages)} cases of damage were found.</p>
<p class="note">Reads, hits and stops count where the reader belonged on that day. Counts of 1 to ${FEW} hits or stops are shown as “${KEPT_BACK}”, and a second count with them where the rest would give the first away, so that nobody can be recognised. Stops are counted by the department, apart from this system.${sources.length > 0 ? ` Residents: ${escaped(sources.join('; '))}.` : ''}</p>`
}

function evennessText({ gini, most, least }: MonthFigures['evenness']): string {
  if (gini === null || !most || !least) {
    return 'How evenly the readers are spread over residents is not told: there are no fixed readers in districts, or the residents of some district are not on record.'
  }
  return `Fixed readers among residents: Gini coefficient ${gini.toFixed(2)}. 0 would mean that everybody has as many readers around as everybody else, 1 that all stand where almost nobody lives. For each resident ${escaped(most.district)} has most, ${most.times.toFixed(1)} times what the whole city has, and ${escaped(least.district)} least, ${least.times.toFixed(1)} times. Readers need an intersection with power and fibre, so they cannot be quite even; why each stands where it does is on record.`
}

/** What was deleted, with the hash of each certificate. */
export function deletionPart({ purges, retentionDays }: MonthFigures): string {
  const rows = purges.map(({ day, extent, at, reads, images, held, certificate }) => [
    day,
    extent === 'day' ? 'everything' : 'what hit nothing',
    new Date(at).toISOString().slice(0, 10),
    reads ?? 'not counted',
    images ?? 'not counted',
    held,
    certificate.slice(0, 16),
  ])
  const head = ['Day of the reads', 'Deleted', 'On', 'Reads', 'Images', 'Held', 'Certificate']
  return `<h2>What was deleted</h2>
<p>Reads and images are deleted after ${number(retentionDays)} days by destroying the key of their day; only records that a case holds as evidence are kept. For each deletion there is a signed certificate.</p>
${table('Deletions in the month', head, rows)}
<p class="note">“Certificate” is the beginning of its SHA-256; the data file has all of it. A certificate proves that the system destroyed the key. It does not prove that nobody keeps a copy elsewhere.</p>`
}

export function costPart({ cost }: MonthFigures): string {
  const kinds = [
    ['At an intersection', cost.fixed],
    ['On a car', cost.vehicle],
  ] as const
  const rows = kinds.map(([name, of]) => [
    name,
    of.units,
    of.priced > 0 ? dollars(Math.round(of.purchase / of.priced)) : 'not on record',
    of.priced,
    of.repairs,
    of.repairs > 0 ? dollars(Math.round(of.repair / of.repairs)) : '',
    of.each === null ? '' : dollars(of.each),
  ])
  const head = ['Reader', 'Number', 'Mean price', 'With a price', 'Repairs', 'Mean repair', 'Cost a unit']
  const funds = cost.funds.map(({ fund, cents }) => [fund, dollars(cents)])
  return `<h2>What it cost</h2>
${table('Since each was bought', head, rows)}
${table('Paid from', ['Fund', 'Amount'], funds)}
<p class="note">Cost a unit: purchase, installation, repairs and running cost of all such readers that were ever in service, divided by their number.</p>`
}

export const methodPart = ({ days, from, until, asOf }: MonthFigures): string => {
  const ended = Math.min(until, asOf)
  const all = Math.ceil((ended - from) / 86_400_000)
  return `<h2>How to read the figures</h2>
<p>Days and months are those of UTC, as records are kept and deleted by them. Counts are taken while the records are there and stay when these are deleted; ${number(days.length)} of ${number(all)} days have counts. A reader is working while the server hears from it; while the server itself is not there, nobody is counted as working. The data file (CSV) has every figure of this page.</p>`
}

/** Every reader by itself. */
export function unitsPart({ units }: MonthFigures): string {
  const rows = units.map(({ name, kind, district, task, uptime, reads, outages, tampers }) => [
    name,
    kind === 'fixed' ? 'intersection' : 'car',
    district ?? task ?? '',
    uptime === null ? '' : perCent(uptime),
    reads,
    outages,
    tampers,
  ])
  const head = ['Reader', 'Kind', 'District or task', 'Working', 'Reads', 'Outages', 'Damage']
  return `<h2 class="appendix">Every reader</h2>${table('In the month', head, rows)}`
}
