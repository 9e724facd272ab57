import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Day } from '@archway/shared/id'

/**
 * The names of one folder of days: `<day>.db` (with SQLite's own `-wal` and `-shm`) holds a day's rows, and
 * `<day>.purged` says that it was purged. The mark is written, durably, before the first file goes; so a
 * purge that was killed is finished by whoever opens the folder next, and never half undone.
 */
export interface DayFiles {
  pathOf(day: Day): string
  isPurged(day: Day): boolean
  /** Days with rows, newest first. */
  days(): Day[]
  purge(day: Day): void
  /** Finishes the purges that a kill interrupted. */
  resume(): void
  /** Makes the creation or removal of files in the folder durable. */
  sync(): void
}

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.db$/
const PURGED_FILE = /^(\d{4}-\d{2}-\d{2})\.purged$/

export function dayFiles(folder: string): DayFiles {
  const pathOf = (day: Day) => join(folder, `${day}.db`)
  const markOf = (day: Day) => join(folder, `${day}.purged`)
  const isPurged = (day: Day) => existsSync(markOf(day))
  const named = (pattern: RegExp) =>
    readdirSync(folder).flatMap((name) => {
      const day = pattern.exec(name)?.[1]
      return day === undefined ? [] : [day]
    })
  const sync = () => syncPath(folder)
  const unlink = (day: Day) => {
    // The main file goes last: by its name an interrupted purge is found again.
    for (const ending of ['-wal', '-shm', '']) rmSync(`${pathOf(day)}${ending}`, { force: true })
    sync()
  }
  return {
    pathOf,
    isPurged,
    days: () =>
      named(DAY_FILE)
        .filter((day) => !isPurged(day))
        .sort()
        .reverse(),
    purge(day) {
      const mark = openSync(markOf(day), 'a', 0o600)
      try {
        writeSync(mark, 'purged\n')
        fsyncSync(mark)
      } finally {
        closeSync(mark)
      }
      sync()
      unlink(day)
    },
    resume() {
      const left = new Set(named(DAY_FILE))
      for (const day of named(PURGED_FILE)) if (left.has(day)) unlink(day)
    },
    sync,
  }
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
