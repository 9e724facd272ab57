import type { Day } from '@archway/shared/id'
import type { RetentionLedger } from '../ledger/retention-ledger.ts'
import type { Store } from '../store/store.ts'
import type { PurgeExtent, Vault } from '../vault/vault.ts'
import type { Certificate } from './certificate.ts'
import { type PurgeMeans, purge } from './purge.ts'
import { DAY_MS, isBeyondRetention, type RetentionRule } from './retention.ts'

/** A clock further ahead of what was ever seen is doubted: purging by it might take everything. */
const MOST_AHEAD_MS = 7 * DAY_MS

export interface SweepMeans extends PurgeMeans {
  readonly vault: PurgeMeans['vault'] & Pick<Vault, 'days'>
  readonly store: PurgeMeans['store'] & Pick<Store, 'days'>
  readonly rule: () => RetentionRule
  readonly now: () => number
}

export interface SweepReport {
  /** What is gone now, oldest first. */
  readonly purged: readonly Certificate[]
  /** Days that should be gone and are not: a person must see this. */
  readonly failed: readonly { readonly day: Day; readonly error: Error }[]
  /** Not null: the clock says this, so far ahead that nothing was purged by it; a person must say if it is right. */
  readonly doubted: number | null
}

/**
 * Purges every day beyond retention, and of younger ones what hit nothing and is beyond its own. It asks all sides
 * what they still have, so a sweep that was killed is finished by the next one; and a day that cannot be purged does
 * not keep the others. It goes by the latest time that was ever seen, so a clock set back delays nothing.
 */
export async function sweep(means: SweepMeans): Promise<SweepReport> {
  const { latest, doubted } = await means.ledger.seeClock(means.now(), MOST_AHEAD_MS)
  const rule = means.rule()
  const purged: Certificate[] = []
  const failed: { day: Day; error: Error }[] = []
  for (const { day, extent } of await dueOf(rule, latest, means)) {
    try {
      purged.push(await purge(day, extent, rule, Math.max(latest, means.now()), means))
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.message : String(thrown)
      const error = new Error(`${day} is beyond retention and could not be purged: ${cause}`, {
        cause: thrown,
      })
      failed.push({ day, error })
    }
  }
  return { purged, failed, doubted }
}

interface Due {
  readonly day: Day
  readonly extent: PurgeExtent
}

/** Oldest first. */
async function dueOf(
  { days, nonhitDays }: RetentionRule,
  latest: number,
  { vault, store, ledger }: SweepMeans,
): Promise<Due[]> {
  const open = await ledger.openPurges()
  const there = new Set([...(await vault.days()), ...(await store.days())])
  const due = new Map<Day, Due>()
  for (const { day, extent } of open) due.set(day, { day, extent })
  for (const day of there) {
    if (isBeyondRetention(day, latest, days)) due.set(day, { day, extent: 'day' })
    else if (nonhitDays < days && isBeyondRetention(day, latest, nonhitDays) && !due.has(day)) {
      if (!(await isThinned(day, ledger))) due.set(day, { day, extent: 'nonhits' })
    }
  }
  return [...due.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

const isThinned = async (day: Day, ledger: Pick<RetentionLedger, 'certificatesOf'>) =>
  (await ledger.certificatesOf(day)).some(({ extent }) => extent === 'nonhits')

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
