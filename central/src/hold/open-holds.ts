import { join } from 'node:path'
import { openCaseStore } from './case-store.ts'
import { createHolds, type HoldMeans, type Holds } from './holds.ts'
import { readSchedule } from './schedule.ts'

/**
 * Holds over the data folder, with what a kill left finished.
 * @param master the key that wraps the cases' keys
 */
export async function openHolds(
  {
    data,
    keys,
    schedule,
    ...means
  }: Omit<HoldMeans, 'cases' | 'schedule'> & {
    readonly data: string
    readonly keys: string
    /** The department's own table; null: the one that ships. */
    readonly schedule: string | null
  },
  master: Uint8Array,
): Promise<Holds> {
  const cases = openCaseStore({ held: join(data, 'held'), keys: join(keys, 'cases') }, master)
  const holds = createHolds({ ...means, cases, schedule: readSchedule(schedule) })
  await holds.resume()
  return holds
}
