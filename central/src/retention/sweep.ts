import type { Day } from '@archway/shared/id'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { isBeyondRetention } from './retention.ts'

export interface SweepReport {
  /** Days that are gone now, oldest first. */
  readonly purged: readonly Day[]
  /** Days that should be gone and are not: a person must see this. */
  readonly failed: readonly { readonly day: Day; readonly error: Error }[]
}

/**
 * Purges every day beyond retention: first the key of its images, then its rows. It asks both sides what they
 * still have, so a sweep that was killed between the two is finished by the next one; and a day that cannot
 * be purged does not keep the others.
 */
export async function sweep(
  vault: Pick<Vault, 'days' | 'destroyDay'>,
  store: Pick<Store, 'days' | 'purgeDay'>,
  retentionDays: number,
  nowMs: number,
): Promise<SweepReport> {
  const held = new Set([...(await vault.days()), ...(await store.days())])
  const due = [...held].filter((day) => isBeyondRetention(day, nowMs, retentionDays)).sort()
  const purged: Day[] = []
  const failed: { day: Day; error: Error }[] = []
  for (const day of due) {
    try {
      await vault.destroyDay(day)
      await store.purgeDay(day)
      purged.push(day)
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.message : String(thrown)
      const error = new Error(`${day} is beyond retention and could not be purged: ${cause}`, {
        cause: thrown,
      })
      failed.push({ day, error })
    }
  }
  return { purged, failed }
}

/**
 * Sweeps now and then again and again, one sweep at a time.
 * @param run never rejects in normal life; when it does, `onFault` hears of it and the next turn comes anyway
 */
export function keepSwept(
  run: () => Promise<SweepReport>,
  everyMs: number,
  onReport: (report: SweepReport) => void,
  onFault: (error: unknown) => void,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const turn = () => {
    running = running.then(run).then(onReport).catch(onFault)
  }
  turn()
  const timer = setInterval(turn, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
