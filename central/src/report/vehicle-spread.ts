import type { District, Posting, VehicleSpread } from '@archway/shared/api/deployment'
import { type Day, type DeviceId, dayAt } from '@archway/shared/id'
import type { DeviceRecord } from '../ledger/ledger.ts'

const DAY_MS = 86_400_000
/** A car that has read nothing for so long is not deployed regularly (promise 35). */
const IDLE_DAYS = 7
/** The plan's own number of cars with a task of their own (promise 34). */
const PLANNED_SPECIALISED = 2

/**
 * Where the cars are, and what about it is not as the plan says: the same number of cars in each area, give or take
 * one, and two with a task of their own.
 */
export function vehicleSpread(
  devices: readonly DeviceRecord[],
  districts: readonly District[],
  /** At `at`. */
  postings: readonly Posting[],
  lastReads: readonly { readonly device: DeviceId; readonly day: Day }[],
  at: number,
): VehicleSpread {
  const cars = devices.filter((device) => device.kind === 'vehicle' && inServiceAt(device, at))
  const postingOf = new Map(postings.map((posting) => [posting.device, posting]))
  const areas = districts.map(({ id, name }) => ({
    district: id,
    name,
    vehicles: cars.filter((car) => postingOf.get(car.id)?.district === id).map((car) => car.id),
  }))
  const specialised = cars.flatMap(({ id }) => {
    const task = postingOf.get(id)?.task ?? null
    return task === null ? [] : [{ device: id, task }]
  })
  const unassigned = cars.filter(({ id }) => !postingOf.has(id)).map(({ id }) => id)
  const lastOf = new Map(lastReads.map(({ device, day }) => [device, day]))
  const newest = dayAt(at - IDLE_DAYS * DAY_MS)
  const idle = cars
    .filter(({ id, addedAt }) => dayAt(addedAt) <= newest && (lastOf.get(id) ?? '') <= newest)
    .map(({ id, name }) => ({ device: id, name, lastRead: lastOf.get(id) ?? null }))
  return {
    areas,
    specialised,
    unassigned,
    notices: noticesOf(areas, specialised.length, unassigned.length),
    idleDays: IDLE_DAYS,
    idle,
  }
}

export const inServiceAt = ({ addedAt, revokedAt }: DeviceRecord, at: number): boolean =>
  addedAt < at && (revokedAt === null || revokedAt >= at)

function noticesOf(areas: VehicleSpread['areas'], specialised: number, unassigned: number): string[] {
  const notices: string[] = []
  const byCars = [...areas].sort((a, b) => a.vehicles.length - b.vehicles.length)
  const [least, most] = [byCars[0], byCars.at(-1)]
  if (least && most && most.vehicles.length - least.vehicles.length > 1) {
    notices.push(
      `${most.name} has ${carsText(most.vehicles.length)} and ${least.name} ${carsText(least.vehicles.length)}: the plan spreads them evenly over the patrol areas.`,
    )
  }
  if (specialised > PLANNED_SPECIALISED) {
    notices.push(`${carsText(specialised)} have a task of their own; the plan has ${PLANNED_SPECIALISED}.`)
  }
  if (unassigned > 0) notices.push(`${carsText(unassigned)} without a patrol area or a task.`)
  return notices
}

const carsText = (n: number) => (n === 1 ? '1 car' : `${n} cars`)
