import { dayFiles } from './day-files.ts'
import { type DaySearch, openDaySearch } from './day-search.ts'
import { openDays } from './open-days.ts'
import type { FoundRead } from './read-query.ts'
import type { SearcherCalls } from './sqlite-calls.ts'
import type { Verbs } from './worker-calls.ts'

/** All of retention stays open, and a few days more: opening a file costs more than searching it for a plate. */
const DAYS_OPEN = 100

/** The store's searching side over one folder, which the writing side has made. */
export function searcherVerbs(folder: string): Verbs<SearcherCalls> & { close(): void } {
  const files = dayFiles(folder)
  const days = openDays<DaySearch>((day) => openDaySearch(files.pathOf(day)), DAYS_OPEN)
  return {
    days: () => files.days(),
    search(asked, query) {
      // A day may have been purged since it was asked for; opening it would bring it back.
      const there = new Set(files.days())
      const found: FoundRead[] = []
      for (const day of asked) {
        if (found.length >= query.limit) break
        if (!there.has(day)) continue
        found.push(...(days.get(day)?.search({ ...query, limit: query.limit - found.length }) ?? []))
      }
      return found
    },
    forget: (day) => days.close(day),
    close: () => days.closeAll(),
  }
}
