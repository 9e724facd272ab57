import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { KEY_BYTES } from '../vault/sealed.ts'

/** A UTC month as `YYYY-MM`. */
export type Month = string

export const monthAt = (timeMs: number): Month => new Date(timeMs).toISOString().slice(0, 7)

/**
 * One random key a month: `<folder>/<month>.key`, and an empty `<month>.destroyed` once it is gone for good. With
 * a month's key goes every text that was sealed and every pseudonym that was made in it, also those in copies of
 * the ledger. The folder is in no ordinary backup.
 */
export interface MonthKeys {
  /** The month's key; made when there is none yet. Throws when it was destroyed. */
  ensure(month: Month): Uint8Array
  /** Null: there is none, or it was destroyed. */
  find(month: Month): Uint8Array | null
  /** Destroys the keys of all months before this one. @returns those that were destroyed just now */
  destroyBefore(month: Month): Month[]
}

const KEY_FILE = /^(\d{4}-\d{2})\.key$/
const DESTROYED_FILE = /^(\d{4}-\d{2})\.destroyed$/
const ASIDE = '.new-'

export function openMonthKeys(folder: string): MonthKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const keys = new Map<Month, Uint8Array>()
  const pathOf = (month: Month) => join(folder, `${month}.key`)
  const markOf = (month: Month) => join(folder, `${month}.destroyed`)
  const named = (pattern: RegExp) => readdirSync(folder).flatMap((name) => pattern.exec(name)?.[1] ?? [])
  // A kill between renaming and overwriting leaves a key's bytes under the name of a destroyed one.
  for (const month of named(DESTROYED_FILE)) overwrite(markOf(month))

  const find = (month: Month): Uint8Array | null => {
    // Another process may have destroyed it meanwhile.
    if (!existsSync(pathOf(month))) return null
    const known = keys.get(month)
    if (known) return known
    const path = pathOf(month)
    const { mode, size } = statSync(path)
    if (size !== KEY_BYTES) {
      throw new Error(
        `${path} holds ${size} bytes; a key of the use log's secrets has ${KEY_BYTES}. Restore the right file: without it nothing that was sealed in ${month} opens.`,
      )
    }
    if ((mode & 0o077) !== 0) throw new Error(`${path} may be read by others; run: chmod 600 ${path}`)
    const key = readFileSync(path)
    keys.set(month, key)
    return key
  }

  return {
    find,
    ensure(month) {
      const found = find(month)
      if (found) return found
      if (existsSync(markOf(month))) {
        throw new Error(`the key of the use log's secrets of ${month} was destroyed; is the clock right?`)
      }
      make(folder, pathOf(month))
      const made = find(month)
      if (!made) throw new Error(`the key of the use log's secrets of ${month} vanished while it was made`)
      return made
    },
    destroyBefore(month) {
      const old = named(KEY_FILE).filter((named) => named < month)
      for (const each of old) {
        renameSync(pathOf(each), markOf(each))
        sync(folder)
        overwrite(markOf(each))
        keys.get(each)?.fill(0)
        keys.delete(each)
      }
      return old.sort()
    },
  }
}

/** Whole or not at all; of two processes that make one at the same moment the first one's stands. */
function make(folder: string, path: string): void {
  const aside = join(folder, `${ASIDE}${randomBytes(8).toString('hex')}`)
  const handle = openSync(aside, 'wx', 0o600)
  try {
    writeSync(handle, randomBytes(KEY_BYTES))
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  try {
    linkSync(aside, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(aside, { force: true })
  }
  sync(folder)
}

/** Where a disk overwrites in place, what stood there is gone; where it does not, cutting is what is left. */
function overwrite(path: string): void {
  const { size } = statSync(path)
  if (size === 0) return
  const handle = openSync(path, 'r+')
  try {
    writeSync(handle, randomBytes(size), 0, size, 0)
    fsyncSync(handle)
    ftruncateSync(handle)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function sync(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
