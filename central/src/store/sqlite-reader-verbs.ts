import { type Day, dayOf, type Uuid7 } from '@archway/shared/id'
import { withLaterDays } from './alert-repeats.ts'
import { dayFiles } from './day-files.ts'
import { type DayReader, openDayReader } from './day-reader.ts'
import { openDays } from './open-days.ts'
import type { ReaderCalls } from './sqlite-calls.ts'
import type { AlertRecord } from './store.ts'
import type { Verbs } from './worker-calls.ts'

/** A query that goes back through all of retention opens each day once; most ask of the last few. */
const DAYS_OPEN = 32

/** The store's reading side over one folder, which the writing side has made. */
export function readerVerbs(folder: string): Verbs<ReaderCalls> & { close(): void } {
  const files = dayFiles(folder)
  const days = openDays<DayReader>((day) => openDayReader(files.pathOf(day)), DAYS_OPEN)

  const opened = (day: Day): DayReader | null => (files.days().includes(day) ? days.get(day) : null)
  const dayWith = (id: Uuid7) => opened(dayOf(id))
  /** Looking which days there are costs more than asking one of them. */
  const whole = (record: AlertRecord, there: readonly Day[] = files.days()) =>
    withLaterDays(record, (day, alert) =>
      there.includes(day) ? (days.get(day)?.laterRepeats(alert) ?? null) : null,
    )
  const alertOf = (id: Uuid7): AlertRecord | null => {
    const record = dayWith(id)?.byId(id)
    return record ? whole(record) : null
  }

  return {
    image: (id) => dayWith(id)?.image(id) ?? null,
    alert: alertOf,
    alertsOfRead(read) {
      const day = dayWith(read)
      if (!day) return []
      return [
        ...day.byRead(read).map((record) => whole(record)),
        ...day.joinedBefore(read).flatMap((id) => alertOf(id) ?? []),
      ]
    },
    alerts(query) {
      const found: AlertRecord[] = []
      const newest = query.before === undefined ? null : dayOf(query.before)
      const there = files.days()
      for (const day of there) {
        if (found.length >= query.limit) break
        if (newest !== null && day > newest) continue
        found.push(...(days.get(day)?.page({ ...query, limit: query.limit - found.length }) ?? []))
      }
      return found.map((record) => whole(record, there))
    },
    passing: (read) => dayWith(read)?.passing(read) ?? null,
    imageIds: (day) => opened(day)?.imageIds() ?? [],
    dayTally: (day) => opened(day)?.tally() ?? null,
    dayCounts: (day) => opened(day)?.counts() ?? null,
    counts() {
      const sum = { reads: 0, hits: 0, alerts: 0, images: 0, refused: 0 }
      for (const day of files.days()) {
        const counts = days.get(day)?.counts()
        if (!counts) continue
        sum.reads += counts.reads
        sum.hits += counts.hits
        sum.alerts += counts.alerts
        sum.images += counts.images
        sum.refused += counts.refused
      }
      return sum
    },
    days: () => files.days(),
    forget: (day) => days.close(day),
    close: () => days.closeAll(),
  }
}
