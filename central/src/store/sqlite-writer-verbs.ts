import { mkdirSync } from 'node:fs'
import { type Day, dayAt, dayOf, type Uuid7 } from '@archway/shared/id'
import { withLaterDays } from './alert-repeats.ts'
import { type DayFiles, dayFiles } from './day-files.ts'
import { isOutdated } from './day-migrate.ts'
import { type DayWriter, openDayWriter } from './day-writer.ts'
import { openDays } from './open-days.ts'
import type { WriterCalls } from './sqlite-calls.ts'
import type { EarlierDays } from './standing-alerts.ts'
import type { AlertRecord } from './store.ts'
import { makeThin } from './thin-day.ts'
import type { Verbs } from './worker-calls.ts'

/** Units that come back after days offline bring old days with them; more than these at once is rare. */
const DAYS_OPEN = 8
const DAY_MS = 86_400_000

/** The store's writing side over one folder. Makes the folder, and finishes purges that a kill interrupted. */
export function writerVerbs(folder: string): Verbs<WriterCalls> & { close(): void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = dayFiles(folder)
  files.resume()
  bringUpToDate(files)
  const days = openDays<DayWriter>((day) => {
    const writer = openDayWriter(files.pathOf(day), undefined, files.isThin(day), earlierThan(day))
    files.sync()
    return writer
  }, DAYS_OPEN)
  /** Runs `act` on each day's share of a batch; the outcomes come back in the batch's order. */
  function byDay<T, R>(
    batch: readonly T[],
    dayOfItem: (item: T) => Day,
    purged: R,
    act: (writer: DayWriter, part: T[]) => R[],
  ): R[] {
    const parts = new Map<Day, number[]>()
    batch.forEach((item, index) => {
      const day = dayOfItem(item)
      const part = parts.get(day)
      if (part) part.push(index)
      else parts.set(day, [index])
    })
    const outcomes = batch.map(() => purged)
    for (const [day, indexes] of parts) {
      if (files.isPurged(day)) continue
      const writer = days.get(day)
      if (!writer) throw new Error(`the file of ${day} did not open`)
      const results = act(
        writer,
        indexes.map((index) => batch[index] as T),
      )
      indexes.forEach((index, position) => {
        outcomes[index] = results[position] as R
      })
    }
    return outcomes
  }

  /** Only of a day that has rows: asking about an alert must not make a file. */
  const writerOf = (day: Day): DayWriter | null => (files.days().includes(day) ? days.get(day) : null)
  const existing = (id: Uuid7) => writerOf(dayOf(id))
  const earlierThan = (day: Day): EarlierDays => ({
    standing: (entry) => writerOf(dayAt(Date.parse(day) - DAY_MS))?.standing(entry) ?? [],
    gradeOfOpen: (alert) => existing(alert)?.gradeOfOpen(alert) ?? null,
  })
  const whole = <T extends { readonly record: AlertRecord }>(done: T): T => ({
    ...done,
    record: withLaterDays(done.record, (day, alert) => writerOf(day)?.laterRepeats(alert) ?? null),
  })

  return {
    saveReads: (rows) =>
      byDay(
        rows,
        (row) => dayOf(row.id),
        'purged',
        (day, part) => day.saveReads(part),
      ),
    addPastHits(read, hits, at) {
      if (files.isPurged(dayOf(read))) return 'purged'
      return existing(read)?.addPastHits(read, hits, at) ?? 'unknown-read'
    },
    imagesStored: (batch) =>
      byDay(
        batch,
        (image) => dayOf(image.read),
        'purged',
        (day, part) => day.imagesStored(part),
      ),
    actOnAlert(id, act) {
      const done = existing(id)?.actOnAlert(id, act)
      return done ? whole(done) : null
    },
    acknowledge(id, by, at) {
      const done = existing(id)?.acknowledge(id, by, at)
      return done ? whole(done) : null
    },
    keepRefusals(batch) {
      byDay(
        batch,
        (refusal) => dayAt(refusal.at),
        undefined,
        (day, part) => {
          day.keepRefusals(part)
          return part.map(() => undefined)
        },
      )
    },
    condemn(day) {
      days.close(day)
      files.condemn(day)
    },
    thin(day) {
      if (files.isPurged(day) || files.isThin(day)) return
      const whole = files.days().includes(day) ? files.pathOf(day) : null
      // Opened once, so that a file of an older schema is brought to this one.
      if (whole !== null) days.get(day)
      days.close(day)
      makeThin(whole, files.asideOf(day))
      files.thinned(day)
    },
    close: () => days.closeAll(),
  }
}

/** Files of an older schema, before anybody reads. One that is broken says so when its day is asked for. */
function bringUpToDate(files: DayFiles): void {
  for (const day of files.days()) if (isOutdated(files.pathOf(day))) openDayWriter(files.pathOf(day)).close()
}
