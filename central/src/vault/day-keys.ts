import { createHash, randomBytes } from 'node:crypto'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Day } from '@archway/shared/id'
import {
  eraseFile,
  exists,
  isMissing,
  makeFolder,
  readIfThere,
  syncFolder,
  TEMPORARY,
  writeNewDurably,
} from './durable-file.ts'
import { KEY_BYTES, seal, unseal } from './sealed.ts'
import { DayDestroyedError } from './vault.ts'

/**
 * Random keys, wrapped by the master key: `<folder>/<name>.key`, and an empty `<name>.destroyed` once one is gone
 * for good. A day's first key has the day's name; `<day>.hits` is the second one, under which a thinned day keeps
 * what hit. The folder stands apart from the images and is in no ordinary backup, because whoever keeps
 * an old wrapped key and the master key can undo a purge.
 */
export interface DayKeys {
  /** The key, or null when there is none yet. Throws `DayDestroyedError`. */
  find(name: KeyName): Promise<Uint8Array | null>
  /** Makes it, unless another process was faster. */
  make(name: KeyName): Promise<Uint8Array>
  isDestroyed(name: KeyName): boolean
  /** Names of the keys that are there. */
  names(): Promise<KeyName[]>
  destroy(name: KeyName): Promise<void>
}

export type KeyName = string
export const hitsKeyOf = (day: Day): KeyName => `${day}.hits`
export const dayOfKey = (name: KeyName): Day => name.slice(0, 10)

const NAME = String.raw`(\d{4}-\d{2}-\d{2}(?:\.hits)?)`
const KEY_FILE = new RegExp(`^${NAME}\\.key$`)
const DESTROYED_FILE = new RegExp(`^${NAME}\\.destroyed$`)
const label = (name: KeyName) => `archway day key v1 ${name}`

export async function openDayKeys(folder: string, master: Uint8Array): Promise<DayKeys> {
  await makeFolder(folder)
  const found = await readdir(folder)
  for (const name of found) {
    if (name.startsWith(TEMPORARY)) await rm(join(folder, name), { force: true })
  }
  const destroyed = new Set(found.flatMap((name) => DESTROYED_FILE.exec(name)?.[1] ?? []))
  const keys = new Map<KeyName, Uint8Array>()
  const pathOf = (name: KeyName) => join(folder, `${name}.key`)

  /**
   * The name first, which is atomic and needs no space on a disk that may be full; then the bytes. A kill in
   * between leaves bytes under the name of a destroyed key, and they are erased at the next start.
   */
  const destroy = async (name: KeyName) => {
    destroyed.add(name)
    keys.get(name)?.fill(0)
    keys.delete(name)
    const mark = join(folder, `${name}.destroyed`)
    if (await exists(pathOf(name))) await rename(pathOf(name), mark)
    else if (!(await exists(mark))) await writeNewDurably(mark, new Uint8Array())
    await syncFolder(folder)
    await eraseFile(mark)
  }
  for (const name of destroyed) await eraseFile(join(folder, `${name}.destroyed`))

  const find = async (name: KeyName) => {
    if (destroyed.has(name)) throw new DayDestroyedError(dayOfKey(name))
    const known = keys.get(name)
    if (known) return known
    const wrapped = await readIfThere(pathOf(name))
    if (!wrapped) return null
    // Destroyed while it was being read: it must not come back into memory.
    if (destroyed.has(name)) throw new DayDestroyedError(dayOfKey(name))
    const key = unwrap(master, name, wrapped)
    keys.set(name, key)
    return key
  }

  return {
    find,
    async make(name) {
      if (destroyed.has(name)) throw new DayDestroyedError(dayOfKey(name))
      const isNew = await writeNewDurably(pathOf(name), seal(master, label(name), randomBytes(KEY_BYTES)))
      if (isNew && destroyed.has(name)) {
        await destroy(name)
        throw new DayDestroyedError(dayOfKey(name))
      }
      const key = await find(name)
      if (!key) throw new Error(`the key ${name} vanished from ${folder} as it was made`)
      return key
    },
    isDestroyed: (name) => destroyed.has(name),
    names: async () => (await readdir(folder)).flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []),
    destroy,
  }
}

/** Keys as another process may read them beside the server: nothing is swept up, finished or destroyed. */
export interface KeyFolder {
  names(): Promise<{ readonly alive: KeyName[]; readonly destroyed: KeyName[] }>
  /** Null: there is no such key any more, or never was. */
  read(name: KeyName): Promise<Uint8Array | null>
  /** Makes it where there is none and none was destroyed; null: it was destroyed. */
  ensure(name: KeyName): Promise<Uint8Array | null>
  /** SHA-256 of the wrapped key's file; null: there is none. */
  wrappedDigest(name: KeyName): Promise<string | null>
  destroyedAt(name: KeyName): Promise<number | null>
}

export function keyFolder(folder: string, master: Uint8Array): KeyFolder {
  const wrappedOf = (name: KeyName) => readIfThere(join(folder, `${name}.key`))
  const markOf = (name: KeyName) => join(folder, `${name}.destroyed`)
  const read = async (name: KeyName) => {
    const wrapped = await wrappedOf(name)
    return wrapped && unwrap(master, name, wrapped)
  }
  return {
    async names() {
      const found = await readdir(folder)
      const matching = (pattern: RegExp) => found.flatMap((name) => pattern.exec(name)?.[1] ?? [])
      return { alive: matching(KEY_FILE), destroyed: matching(DESTROYED_FILE) }
    },
    read,
    async ensure(name) {
      if (await exists(markOf(name))) return null
      const path = join(folder, `${name}.key`)
      const isNew = await writeNewDurably(path, seal(master, label(name), randomBytes(KEY_BYTES)))
      // Destroyed between the look and the writing: what was just made must not stand in for it.
      if (isNew && (await exists(markOf(name)))) await rm(path, { force: true })
      return (await exists(markOf(name))) ? null : read(name)
    },
    async wrappedDigest(name) {
      const wrapped = await wrappedOf(name)
      return wrapped && createHash('sha256').update(wrapped).digest('hex')
    },
    async destroyedAt(name) {
      try {
        return Math.round((await stat(markOf(name))).mtimeMs)
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
  }
}

function unwrap(master: Uint8Array, name: KeyName, wrapped: Uint8Array): Uint8Array {
  try {
    return unseal(master, label(name), wrapped)
  } catch (cause) {
    throw new Error(
      `the key of ${name} does not open: the master key is another one than it was wrapped with, or the file was changed. Restore the right master key.`,
      { cause },
    )
  }
}
