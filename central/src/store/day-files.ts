import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Day } from '@archway/shared/id'

/**
 * The names of one folder of days: `<day>.db` (with SQLite's own `-wal` and `-shm`) holds a day's rows, and
 * an empty `<day>.purged` says that it was purged.
 *
 * A purge is two steps, so that readers can let go of the file in between: `condemn` renames it, which is
 * atomic and needs no space on a disk that may be full; `erase` removes what it held. A kill between them
 * leaves a condemned day, and `resume` erases it at the next start.
 */
export interface DayFiles {
  pathOf(day: Day): string
  isPurged(day: Day): boolean
  /** Days with rows, newest first. */
  days(): Day[]
  condemn(day: Day): void
  erase(day: Day): void
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
  const erase = (day: Day) => {
    for (const ending of ['-wal', '-shm']) rmSync(`${pathOf(day)}${ending}`, { force: true })
    const mark = openSync(markOf(day), 'r+')
    try {
      ftruncateSync(mark)
      fsyncSync(mark)
    } finally {
      closeSync(mark)
    }
    sync()
  }
  return {
    pathOf,
    isPurged,
    days: () => named(DAY_FILE).sort().reverse(),
    condemn(day) {
      if (existsSync(pathOf(day))) renameSync(pathOf(day), markOf(day))
      else closeSync(openSync(markOf(day), 'a', 0o600))
      sync()
    },
    erase,
    resume() {
      const left = (day: Day) => statSync(markOf(day)).size > 0 || existsSync(`${pathOf(day)}-wal`)
      for (const day of named(PURGED_FILE)) if (left(day)) erase(day)
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
