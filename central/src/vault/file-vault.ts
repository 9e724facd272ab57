import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Day, dayOf, Uuid7 } from '@archway/shared/id'
import { dayOfKey, hitsKeyOf, type KeyName, keyFolder, openDayKeys } from './day-keys.ts'
import { exists, isMissing, makeFolder, syncFolder, TEMPORARY, writeDurably } from './durable-file.ts'
import { keyEvidence } from './key-evidence.ts'
import { imageLabel, seal, unseal } from './sealed.ts'
import { DayDestroyedError, type PurgeExtent, type Vault } from './vault.ts'

export interface FileVaultPlaces {
  /** Holds `<key's name>/<id>`: ciphertext, fit for an ordinary backup. */
  readonly days: string
  /** Holds the days' wrapped keys; never in an ordinary backup. */
  readonly keys: string
}

const FOLDER = /^\d{4}-\d{2}-\d{2}(?:\.hits)?$/

/** The vault over files. One process at a time owns its folders. Finishes what a kill interrupted. */
export async function openFileVault(places: FileVaultPlaces, master: Uint8Array): Promise<Vault> {
  await makeFolder(places.days)
  const keys = await openDayKeys(places.keys, master)
  const folderOf = (name: KeyName) => join(places.days, name)
  const folders = async () => (await readdir(places.days)).filter((name) => FOLDER.test(name))
  /** Days that have, or begin to have, a second key: what comes now is sealed under it. */
  const thin = new Set(
    (await keys.names()).filter((name) => name === hitsKeyOf(dayOfKey(name))).map(dayOfKey),
  )

  const currentKey = (day: Day): KeyName => (thin.has(day) ? hitsKeyOf(day) : day)
  const isDestroyed = (day: Day) => keys.isDestroyed(currentKey(day))
  /** Under which an image may lie; the second one first, because it stays. */
  const keysOf = (day: Day): KeyName[] => (thin.has(day) ? [hitsKeyOf(day), day] : [day])
  const keyToDestroy = (day: Day, extent: PurgeExtent): KeyName | null => {
    if (extent === 'day') return isDestroyed(day) ? null : currentKey(day)
    return keys.isDestroyed(day) ? null : day
  }

  const puts = new Map<Day, Set<Promise<unknown>>>()
  const removeFiles = async (name: KeyName) => {
    await rm(folderOf(name), { recursive: true, force: true })
    await syncFolder(places.days)
  }
  for (const name of await folders()) {
    if (keys.isDestroyed(name)) await removeFiles(name)
    else await sweepTemporary(folderOf(name))
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

  const made = new Set<KeyName>()
  const keyFor = (name: KeyName) =>
    inTurn(name, async () => {
      const found = await keys.find(name)
      // A backup may have made the key before there was any image. A folder that vanishes later is no first one.
      if (!made.has(name)) await makeFolder(folderOf(name))
      made.add(name)
      if (found) return found
      if ((await readdir(folderOf(name))).length > 0) throw lostKey(name)
      return keys.make(name)
    })

  const put = async (id: Uuid7, bytes: Uint8Array): Promise<'stored' | 'duplicate'> => {
    const day = dayOf(id)
    const name = currentKey(day)
    const key = await keyFor(name)
    const path = join(folderOf(name), id)
    if (await exists(path)) return 'duplicate'
    // Nothing waits between here and the sealing: a destroyed key is zeros, and nothing may be sealed by it.
    if (keys.isDestroyed(name)) throw new DayDestroyedError(day)
    await writeDurably(path, seal(key, imageLabel(id), bytes))
    return 'stored'
  }

  const getUnder = async (name: KeyName, id: Uuid7): Promise<Uint8Array | null> => {
    if (keys.isDestroyed(name)) return null
    const sealed = await readFile(join(folderOf(name), id)).catch((error) => {
      if (isMissing(error)) return null
      throw error
    })
    if (!sealed) return null
    const key = await keys.find(name).catch((error) => {
      if (error instanceof DayDestroyedError) return undefined
      throw error
    })
    // Destroyed as its file was read: as gone as if it had been asked for a moment later.
    if (key === undefined) return null
    if (!key) throw lostKey(name)
    return unsealImage(key, id, sealed)
  }

  const get = async (id: Uuid7) => {
    for (const name of keysOf(dayOf(id))) {
      const image = await getUnder(name, id)
      if (image) return image
    }
    return null
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
    get: async (id) => get(Uuid7.parse(id)),
    async days() {
      const days = new Set([...(await keys.names()), ...(await folders())].map(dayOfKey))
      return [...days]
        .filter((day) => !(isDestroyed(day) && keys.isDestroyed(day)))
        .sort()
        .reverse()
    },
    async destroyDay(day) {
      if (thin.has(day)) await keys.destroy(hitsKeyOf(day))
      await keys.destroy(day)
      // What was being written when the key went is of no use to anybody; it must still not stay behind.
      await Promise.allSettled(puts.get(day) ?? [])
      for (const name of keysOf(day)) await removeFiles(name)
    },
    async thinDay(day, keep) {
      if (isDestroyed(day)) return
      const name = hitsKeyOf(day)
      await keyFor(name)
      thin.add(day)
      await Promise.allSettled(puts.get(day) ?? [])
      for (const id of keep) {
        const image = (await getUnder(name, id)) ? null : await getUnder(day, id)
        if (image) await inTurn(id, () => put(id, image))
      }
      await keys.destroy(day)
      await removeFiles(day)
    },
    ...keyEvidence(keyFolder(places.keys, master), master, keyToDestroy, folderOf),
  }
}

function unsealImage(key: Uint8Array, id: Uuid7, sealed: Uint8Array): Uint8Array {
  try {
    return unseal(key, imageLabel(id), sealed)
  } catch (cause) {
    throw new Error(`image ${id} does not decrypt: its file was changed, or is another's`, { cause })
  }
}

const lostKey = (name: KeyName) =>
  new Error(
    `there are images of ${name} and no key for them: the folder of keys is not the one that they were stored with. Restore it.`,
  )

async function sweepTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(TEMPORARY)) await rm(join(folder, name), { force: true })
  }
}
