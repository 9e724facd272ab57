import { type Day, dayAt } from '@archway/shared/id'
import type { TallyLedger } from '../ledger/tally-ledger.ts'
import type { Store } from '../store/store.ts'

const DAY_MS = 86_400_000
/** Units send what they could not send before for so long; after that a day is counted only once more, before its purge. */
const STILL_COMING_MS = 7 * DAY_MS

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
      const taken = new Map(
        (await ledger.talliedDays(days.at(-1) ?? dayAt(now()))).map(({ day, takenAt }) => [day, takenAt]),
      )
      const due = days.filter((day) => (taken.get(day) ?? 0) < Date.parse(day) + DAY_MS + STILL_COMING_MS)
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
