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
import { eraseFile } from './erase-file.ts'

/**
 * The names of one folder of days: `<day>.db` (with SQLite's own `-wal` and `-shm`) holds a day's rows,
 * `<day>.hits.db` those of a day that was thinned, and an empty `<day>.purged` says that it was purged.
 *
 * A purge is two steps, so that readers can let go of the file in between: `condemn` renames it, which is
 * atomic and needs no space on a disk that may be full; `erase` removes what it held. A kill between them
 * leaves a condemned day, and `resume` cuts it at the next start.
 *
 * To thin is as much: `thinned` puts the smaller file in place, which counts from then on; `eraseWhole` removes what
 * the larger one held.
 */
export interface DayFiles {
  pathOf(day: Day): string
  isPurged(day: Day): boolean
  /** Only Reads that hit are kept of it. */
  isThin(day: Day): boolean
  /** Days with rows, newest first. */
  days(): Day[]
  condemn(day: Day): void
  /** Overwrites what a condemned day held, and removes it; may take minutes, and holds up no thread. */
  erase(day: Day): Promise<void>
  /** Where the smaller file is made; nothing of it counts before `thinned`. */
  asideOf(day: Day): string
  thinned(day: Day): void
  eraseWhole(day: Day): Promise<void>
  resume(): void
  /** Makes the creation or removal of files in the folder durable. */
  sync(): void
}

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})(?:\.hits)?\.db$/
const PURGED_FILE = /^(\d{4}-\d{2}-\d{2})\.purged$/
const ASIDE_FILE = /^\.tmp-\d{4}-\d{2}-\d{2}\.hits\.db(?:-journal|-wal|-shm)?$/

export function dayFiles(folder: string): DayFiles {
  const wholeOf = (day: Day) => join(folder, `${day}.db`)
  const thinOf = (day: Day) => join(folder, `${day}.hits.db`)
  const markOf = (day: Day) => join(folder, `${day}.purged`)
  const isThin = (day: Day) => existsSync(thinOf(day))
  const pathOf = (day: Day) => (isThin(day) ? thinOf(day) : wholeOf(day))
  const isPurged = (day: Day) => existsSync(markOf(day))
  const named = (pattern: RegExp) => [
    ...new Set(
      readdirSync(folder).flatMap((name) => {
        const day = pattern.exec(name)?.[1]
        return day === undefined ? [] : [day]
      }),
    ),
  ]
  const sync = () => syncPath(folder)
  const isLeft = (path: string) => ['', '-wal', '-shm'].some((ending) => existsSync(`${path}${ending}`))
  const eraseAll = async (paths: readonly string[], mark: string | null) => {
    for (const path of paths) {
      for (const ending of ['-wal', '']) await eraseFile(`${path}${ending}`, true)
      rmSync(`${path}-shm`, { force: true })
    }
    if (mark !== null) await eraseFile(mark, false)
    sync()
  }
  const cutFile = (path: string) => {
    if (existsSync(path)) cut(path)
    for (const ending of ['-wal', '-shm', '']) rmSync(`${path}${ending}`, { force: true })
  }
  return {
    pathOf,
    isPurged,
    isThin,
    days() {
      const purged = new Set(named(PURGED_FILE))
      return named(DAY_FILE)
        .filter((day) => !purged.has(day))
        .sort()
        .reverse()
    },
    condemn(day) {
      const path = pathOf(day)
      if (existsSync(path)) renameSync(path, markOf(day))
      else closeSync(openSync(markOf(day), 'a', 0o600))
      sync()
    },
    erase: (day) => eraseAll([wholeOf(day), thinOf(day)], markOf(day)),
    asideOf: (day) => join(folder, `.tmp-${day}.hits.db`),
    thinned(day) {
      syncPath(join(folder, `.tmp-${day}.hits.db`))
      renameSync(join(folder, `.tmp-${day}.hits.db`), thinOf(day))
      sync()
    },
    eraseWhole: (day) => eraseAll([wholeOf(day)], null),
    resume() {
      for (const name of readdirSync(folder)) if (ASIDE_FILE.test(name)) rmSync(join(folder, name))
      for (const day of named(PURGED_FILE)) {
        const left = statSync(markOf(day)).size > 0 || isLeft(wholeOf(day)) || isLeft(thinOf(day))
        if (!left) continue
        cutFile(wholeOf(day))
        cutFile(thinOf(day))
        cut(markOf(day))
      }
      for (const day of named(DAY_FILE)) if (isThin(day) && isLeft(wholeOf(day))) cutFile(wholeOf(day))
      sync()
    },
    sync,
  }
}

/** Cut before it is unlinked, so that nobody who has it open keeps what it held. */
function cut(path: string): void {
  const handle = openSync(path, 'r+')
  try {
    ftruncateSync(handle)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
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
