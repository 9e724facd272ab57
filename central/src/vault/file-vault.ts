import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Day, dayOf, Uuid7 } from '@archway/shared/id'
import { openDayKeys } from './day-keys.ts'
import { exists, isMissing, makeFolder, syncFolder, TEMPORARY, writeDurably } from './durable-file.ts'
import { seal, unseal } from './sealed.ts'
import { DayDestroyedError, type Vault } from './vault.ts'

export interface FileVaultPlaces {
  /** Holds `<day>/<id>`: ciphertext, fit for an ordinary backup. */
  readonly days: string
  /** Holds the days' wrapped keys; never in an ordinary backup. */
  readonly keys: string
}

const DAY_FOLDER = /^\d{4}-\d{2}-\d{2}$/
const label = (id: Uuid7) => `archway image v1 ${id}`

/** The vault over files. One process at a time owns its folders. Finishes what a kill interrupted. */
export async function openFileVault(places: FileVaultPlaces, master: Uint8Array): Promise<Vault> {
  await makeFolder(places.days)
  const keys = await openDayKeys(places.keys, master)
  const folderOf = (day: Day) => join(places.days, day)
  const dayFolders = async () => (await readdir(places.days)).filter((name) => DAY_FOLDER.test(name))

  const puts = new Map<Day, Set<Promise<unknown>>>()
  const removeFiles = async (day: Day) => {
    await rm(folderOf(day), { recursive: true, force: true })
    await syncFolder(places.days)
  }
  for (const day of await dayFolders()) {
    if (keys.isDestroyed(day)) await removeFiles(day)
    else await sweepTemporary(folderOf(day))
  }

  const turns = new Map<string, Promise<unknown>>()
  /** One at a time under one name: two puts of an id, or two first puts of a day, are one after the other. */
  const inTurn = <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(name) ?? Promise.resolve()).then(act, act)
    turns.set(name, turn)
    const leave = () => {
      if (turns.get(name) === turn) turns.delete(name)
    }
    turn.then(leave, leave)
    return turn
  }

  const keyFor = (day: Day) =>
    inTurn(day, async () => {
      const found = await keys.find(day)
      if (found) return found
      await makeFolder(folderOf(day))
      if ((await readdir(folderOf(day))).length > 0) throw lostKey(day)
      return keys.make(day)
    })

  const put = async (id: Uuid7, bytes: Uint8Array): Promise<'stored' | 'duplicate'> => {
    const day = dayOf(id)
    const key = await keyFor(day)
    const path = join(folderOf(day), id)
    if (await exists(path)) return 'duplicate'
    // Nothing waits between here and the sealing: a destroyed key is zeros, and nothing may be sealed by it.
    if (keys.isDestroyed(day)) throw new DayDestroyedError(day)
    await writeDurably(path, seal(key, label(id), bytes))
    return 'stored'
  }

  return {
    async put(id, bytes) {
      const putting = inTurn(Uuid7.parse(id), () => put(id, bytes))
      const ofDay = puts.get(dayOf(id)) ?? new Set()
      puts.set(dayOf(id), ofDay.add(putting))
      try {
        return await putting
      } finally {
        ofDay.delete(putting)
        if (ofDay.size === 0) puts.delete(dayOf(id))
      }
    },
    async get(id) {
      const day = dayOf(Uuid7.parse(id))
      if (keys.isDestroyed(day)) return null
      const sealed = await readFile(join(folderOf(day), id)).catch((error) => {
        if (isMissing(error)) return null
        throw error
      })
      if (!sealed) return null
      const key = await keys.find(day)
      if (!key) throw lostKey(day)
      return unsealImage(key, id, sealed)
    },
    async days() {
      const days = new Set([...(await keys.days()), ...(await dayFolders())])
      return [...days]
        .filter((day) => !keys.isDestroyed(day))
        .sort()
        .reverse()
    },
    async destroyDay(day) {
      await keys.destroy(day)
      // What was being written when the key went is of no use to anybody; it must still not stay behind.
      await Promise.allSettled(puts.get(day) ?? [])
      await removeFiles(day)
    },
  }
}

function unsealImage(key: Uint8Array, id: Uuid7, sealed: Uint8Array): Uint8Array {
  try {
    return unseal(key, label(id), sealed)
  } catch (cause) {
    throw new Error(`image ${id} does not decrypt: its file was changed, or is another's`, { cause })
  }
}

const lostKey = (day: Day) =>
  new Error(
    `there are images of ${day} and no key for them: the folder of keys is not the one that they were stored with. Restore it.`,
  )

async function sweepTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(TEMPORARY)) await rm(join(folder, name), { force: true })
  }
}
