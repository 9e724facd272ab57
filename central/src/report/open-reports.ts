import type { Day } from '@archway/shared/id'
import type { Presence } from '../fleet/presence.ts'
import { createUnitJournal } from '../fleet/unit-journal.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Store } from '../store/store.ts'
import type { PublicFace } from './contacts.ts'
import { createReportDesk, type ReportDesk } from './report-desk.ts'
import { createTallyKeeper } from './tally-keeper.ts'

const TICK_MS = 15_000
const COUNT_EVERY_MS = 3_600_000

export interface Reports {
  readonly reportDesk: ReportDesk
  /** Counts a day before anything of it is deleted. */
  countDay(day: Day): Promise<void>
  /** Writes what was not written yet, and counts nothing more. */
  stop(): Promise<void>
}

/** From now on counts what reports stand on: how long units were there, and what days hold. */
export function openReports(means: {
  readonly store: Store
  readonly ledger: Ledger
  readonly presence: Presence
  readonly face: PublicFace
  readonly retentionDays: () => number
  readonly now: () => number
  readonly onFault: (what: string) => (error: unknown) => void
}): Reports {
  const { onFault } = means
  const journal = createUnitJournal(means)
  const tallies = createTallyKeeper(means)
  let ticking: Promise<void> | null = null
  let counting: Promise<unknown> | null = null
  const countDays = () => {
    counting ??= tallies.countDays().finally(() => {
      counting = null
    })
    return counting
  }
  const count = () => void countDays().catch(onFault('days were not counted'))
  const timers = [
    setInterval(() => {
      ticking ??= journal
        .tick()
        .catch(onFault('what units do was not written down'))
        .finally(() => {
          ticking = null
        })
    }, TICK_MS),
    setInterval(count, COUNT_EVERY_MS),
  ]
  count()
  return {
    reportDesk: createReportDesk({ ...means, countDays }),
    countDay: tallies.countDay,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all([ticking, counting?.catch(() => undefined)])
      await journal.flush().catch(onFault('what units did was not written down'))
    },
  }
}
