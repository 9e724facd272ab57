import { type Day, dayAt } from '@archway/shared/id'
import type { TallyLedger } from '../ledger/tally-ledger.ts'
import type { Store } from '../store/store.ts'

/** What only grows of a day, until something of it is deleted. */
const COUNTED = ['reads', 'hits', 'alerts', 'images', 'refused'] as const

export interface TallyMeans {
  readonly store: Pick<Store, 'days' | 'dayCounts' | 'dayTally'>
  readonly ledger: Pick<TallyLedger, 'keepTally' | 'talliedDays'>
  readonly now: () => number
}

/** Counts days into the ledger, where the counts stay when the days are gone. */
export interface TallyKeeper {
  /** Counts every day that may have grown since it was counted. @returns which */
  countDays(): Promise<Day[]>
  /** Counts one day, whatever was counted before; call it before anything of the day is deleted. */
  countDay(day: Day): Promise<void>
}

export function createTallyKeeper({ store, ledger, now }: TallyMeans): TallyKeeper {
  const keeper: TallyKeeper = {
    async countDays() {
      const days = await store.days()
      const kept = await ledger.talliedDays(days.at(-1) ?? dayAt(now()))
      const due: Day[] = []
      for (const day of days) {
        const before = kept.find((total) => total.day === day)
        const counts = await store.dayCounts(day)
        if (counts && (!before || COUNTED.some((of) => counts[of] > before[of]))) due.push(day)
      }
      for (const day of due) await keeper.countDay(day)
      return due
    },
    async countDay(day) {
      const [total, tally] = [await store.dayCounts(day), await store.dayTally(day)]
      if (total && tally) await ledger.keepTally(day, total, tally, now())
    },
  }
  return keeper
}
