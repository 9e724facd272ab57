import { randomBytes } from 'node:crypto'
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Day } from '@archway/shared/id'
import { exists, isMissing, makeFolder, syncFolder, TEMPORARY, writeDurably } from './durable-file.ts'
import { KEY_BYTES, seal, unseal } from './sealed.ts'
import { DayDestroyedError } from './vault.ts'

/**
 * One random key a day, wrapped by the master key: `<folder>/<day>.key`, and an empty `<day>.destroyed` once
 * it is gone for good. The folder stands apart from the images and is in no ordinary backup, because whoever keeps
 * an old wrapped key and the master key can undo a purge.
 */
export interface DayKeys {
  /** The day's key, or null when it has none yet. Throws `DayDestroyedError`. */
  find(day: Day): Promise<Uint8Array | null>
  make(day: Day): Promise<Uint8Array>
  isDestroyed(day: Day): boolean
  /** Days that have a key. */
  days(): Promise<Day[]>
  /** Days whose key was destroyed. */
  destroyed(): readonly Day[]
  destroy(day: Day): Promise<void>
}

const KEY_FILE = /^(\d{4}-\d{2}-\d{2})\.key$/
const DESTROYED_FILE = /^(\d{4}-\d{2}-\d{2})\.destroyed$/
const label = (day: Day) => `archway day key v1 ${day}`

export async function openDayKeys(folder: string, master: Uint8Array): Promise<DayKeys> {
  await makeFolder(folder)
  const names = await readdir(folder)
  for (const name of names) {
    if (name.startsWith(TEMPORARY)) await rm(join(folder, name), { force: true })
  }
  const destroyed = new Set(names.flatMap((name) => DESTROYED_FILE.exec(name)?.[1] ?? []))
  const keys = new Map<Day, Uint8Array>()
  const pathOf = (day: Day) => join(folder, `${day}.key`)

  /**
   * The name first, which is atomic and needs no space on a disk that may be full; then the bytes. A kill in
   * between leaves bytes under the name of a destroyed key, and they are erased at the next start.
   */
  const destroy = async (day: Day) => {
    destroyed.add(day)
    keys.get(day)?.fill(0)
    keys.delete(day)
    const mark = join(folder, `${day}.destroyed`)
    if (await exists(pathOf(day))) await rename(pathOf(day), mark)
    else if (!(await exists(mark))) await writeDurably(mark, new Uint8Array())
    await syncFolder(folder)
    await erase(mark)
  }
  for (const day of destroyed) await erase(join(folder, `${day}.destroyed`))

  return {
    async find(day) {
      if (destroyed.has(day)) throw new DayDestroyedError(day)
      const known = keys.get(day)
      if (known) return known
      const wrapped = await readFile(pathOf(day)).catch((error) => {
        if (isMissing(error)) return null
        throw error
      })
      if (!wrapped) return null
      // Destroyed while it was being read: it must not come back into memory.
      if (destroyed.has(day)) throw new DayDestroyedError(day)
      const key = unwrap(master, day, wrapped)
      keys.set(day, key)
      return key
    },
    async make(day) {
      if (destroyed.has(day)) throw new DayDestroyedError(day)
      const key = randomBytes(KEY_BYTES)
      await writeDurably(pathOf(day), seal(master, label(day), key))
      if (destroyed.has(day)) {
        await destroy(day)
        throw new DayDestroyedError(day)
      }
      keys.set(day, key)
      return key
    },
    isDestroyed: (day) => destroyed.has(day),
    days: async () => (await readdir(folder)).flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []),
    destroyed: () => [...destroyed],
    destroy,
  }
}

function unwrap(master: Uint8Array, day: Day, wrapped: Uint8Array): Uint8Array {
  try {
    return unseal(master, label(day), wrapped)
  } catch (cause) {
    throw new Error(
      `the key of ${day} does not open: the master key is another one than it was wrapped with, or the file was changed. Restore the right master key.`,
      { cause },
    )
  }
}

/** Where a disk overwrites in place, what stood there is gone; where it does not, cutting is what is left. */
async function erase(path: string): Promise<void> {
  const { size } = await stat(path)
  if (size === 0) return
  const handle = await open(path, 'r+')
  try {
    await handle.write(randomBytes(size), 0, size, 0)
    await handle.sync()
    await handle.truncate(0)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
