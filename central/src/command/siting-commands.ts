import type {
  District,
  DistrictStops,
  NewComment,
  NewPosting,
  NewSiting,
} from '@archway/shared/api/deployment'
import { vehicleSpread } from '../report/vehicle-spread.ts'
import { actAs } from './act-as.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns, timeText } from './terminal.ts'

const REFUSALS: Readonly<Record<string, string>> = {
  'unknown-device': 'there is no such unit',
  'unknown-district': 'there is no such district; add it with "siting district"',
  'fixed-unit': 'only a car has a task of its own',
  'there-already': 'the unit belongs there already',
  vehicle: 'a car stands nowhere; siting is of fixed units',
}

/** One change, by somebody who may. @param keep gives what became of it, as the ledger says */
async function change(
  as: string,
  means: CommandMeans,
  keep: (at: number) => Promise<string>,
): Promise<number> {
  if (!(await actAs(as, 'siting-record', means))) return REFUSED
  const outcome = await keep(means.now())
  const refusal = REFUSALS[outcome]
  means.terminal.err(refusal ? `not recorded: ${refusal}` : outcome)
  return refusal ? REFUSED : DONE
}

export const setDistrict = (district: District, as: string, means: CommandMeans) =>
  change(as, means, (at) => means.ledger.setDistrict(district, at, as))
export const postUnit = (posting: NewPosting, as: string, means: CommandMeans) =>
  change(as, means, (at) => means.ledger.post(posting, at, as))
export const recordSiting = (siting: NewSiting, as: string, means: CommandMeans) =>
  change(as, means, (at) => means.ledger.recordSiting(siting, at, as))
export const recordComment = (comment: NewComment, as: string, means: CommandMeans) =>
  change(as, means, (at) => means.ledger.recordComment(comment, at, as))
export const setStops = (stops: DistrictStops, as: string, means: CommandMeans) =>
  change(as, means, (at) => means.ledger.setStops(stops, at, as))

export async function showSiting(device: string, { ledger, terminal }: CommandMeans): Promise<number> {
  const siting = await ledger.siting(device)
  if (!siting) {
    terminal.err(`there is no unit ${device}`)
    return REFUSED
  }
  for (const { recordedAt, recordedBy, reason, fibre, power, traffic } of siting.records) {
    terminal.out(`${timeText(recordedAt)}, ${recordedBy}`)
    for (const line of columns([
      ['  reason', reason],
      ['  fibre', fibre],
      ['  power', power],
      ['  traffic', traffic],
    ])) {
      terminal.out(line)
    }
  }
  for (const { receivedOn, comment, answer } of siting.comments) {
    terminal.out(`${receivedOn}, a resident: ${comment}${answer === null ? '' : ` — answered: ${answer}`}`)
  }
  return DONE
}

/** Units of which nobody has said why they stand where they stand. */
export async function listUnsited({ ledger, terminal }: CommandMeans): Promise<number> {
  for (const device of await ledger.unsited()) terminal.out(device)
  return DONE
}

export async function showVehicles({ ledger, terminal, now }: CommandMeans): Promise<number> {
  const at = now()
  const spread = vehicleSpread(
    await ledger.devices(),
    await ledger.districts(),
    await ledger.postingsAt(at),
    await ledger.lastReads(),
    at,
  )
  const rows = [
    ...spread.areas.map(({ name, vehicles }) => [name, `${vehicles.length}`, vehicles.join(' ')]),
    ...spread.specialised.map(({ device, task }) => [task, '1', device]),
  ]
  for (const line of columns([['AREA OR TASK', 'CARS', ''], ...rows])) terminal.out(line)
  for (const notice of spread.notices) terminal.out(notice)
  for (const { device, lastRead } of spread.idle) {
    terminal.out(`${device} has read nothing for ${spread.idleDays} days; last: ${lastRead ?? 'never'}`)
  }
  return DONE
}
