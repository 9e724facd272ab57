import { randomBytes } from 'node:crypto'
import { chmod, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Uuid7 } from '@archway/shared/id'
import type { HeldItem } from '../ledger/hold-ledger.ts'
import {
  eraseFile,
  exists,
  isMissing,
  makeFolder,
  readIfThere,
  syncFolder,
  TEMPORARY,
  writeNewDurably,
} from '../vault/durable-file.ts'
import { KEY_BYTES, seal, unseal } from '../vault/sealed.ts'

type Kind = HeldItem['kind']

/**
 * What is held, each hold in a folder of its own under a key of its own (AES-256-GCM), apart from the days. Promises:
 * - an item is written once: a put of what is there changes nothing, and of another content throws;
 * - `get` gives exactly what was put, or throws;
 * - after `destroy` the hold's key is gone first, then its files, and nothing is kept under it any more.
 */
export interface CaseStore {
  put(hold: Uuid7, kind: Kind, id: Uuid7, bytes: Uint8Array): Promise<void>
  /** Null: it was never put, or the hold was destroyed. */
  get(hold: Uuid7, kind: Kind, id: Uuid7): Promise<Uint8Array | null>
  destroy(hold: Uuid7): Promise<void>
  /** Holds that have a key or files. */
  holds(): Promise<Uuid7[]>
}

const keyLabel = (hold: Uuid7) => `archway case key v1 ${hold}`
const itemLabel = (hold: Uuid7, kind: Kind, id: Uuid7) => `archway held v1 ${hold} ${kind} ${id}`

/**
 * @param places `held`: ciphertext, fit for a backup; `keys`: the cases' wrapped keys, in none
 * @param master wraps them
 */
export function openCaseStore(
  places: { readonly held: string; readonly keys: string },
  master: Uint8Array,
): CaseStore {
  const folderOf = (hold: Uuid7) => join(places.held, Uuid7.parse(hold))
  const pathOf = (hold: Uuid7, kind: Kind, id: Uuid7) => join(folderOf(hold), `${kind}-${Uuid7.parse(id)}`)
  const keyOf = (hold: Uuid7) => join(places.keys, `${Uuid7.parse(hold)}.key`)
  const markOf = (hold: Uuid7) => join(places.keys, `${Uuid7.parse(hold)}.destroyed`)

  const readKey = async (hold: Uuid7): Promise<Uint8Array | null> => {
    const wrapped = await readIfThere(keyOf(hold))
    return wrapped && unseal(master, keyLabel(hold), wrapped)
  }
  const ensureKey = async (hold: Uuid7): Promise<Uint8Array> => {
    const found = await readKey(hold)
    if (found) return found
    if (await exists(markOf(hold))) throw new Error(`hold ${hold} was released; nothing can be kept under it`)
    await makeFolder(places.keys)
    await writeNewDurably(keyOf(hold), seal(master, keyLabel(hold), randomBytes(KEY_BYTES)))
    const made = await readKey(hold)
    if (!made) throw new Error(`the key of hold ${hold} vanished as it was made`)
    return made
  }
  const get: CaseStore['get'] = async (hold, kind, id) => {
    const sealed = await readIfThere(pathOf(hold, kind, id))
    const key = sealed && (await readKey(hold))
    if (!sealed) return null
    if (!key) {
      if (await exists(markOf(hold))) return null
      throw new Error(
        `the key of hold ${hold} is not in ${places.keys}; restore it from the copy of the keys`,
      )
    }
    return unseal(key, itemLabel(hold, kind, id), sealed)
  }

  return {
    async put(hold, kind, id, bytes) {
      const there = await get(hold, kind, id)
      if (there) {
        if (Buffer.compare(there, bytes) === 0) return
        throw new Error(`${kind} ${id} is held already with another content; held items are write-once`)
      }
      const key = await ensureKey(hold)
      await makeFolder(folderOf(hold))
      const path = pathOf(hold, kind, id)
      await writeNewDurably(path, seal(key, itemLabel(hold, kind, id), bytes))
      await chmod(path, 0o400)
    },
    get,
    async destroy(hold) {
      if (await exists(keyOf(hold))) await rename(keyOf(hold), markOf(hold))
      if (await exists(markOf(hold))) {
        await syncFolder(places.keys)
        await eraseFile(markOf(hold))
      }
      await rm(folderOf(hold), { recursive: true, force: true })
      if (await exists(places.held)) await syncFolder(places.held)
    },
    async holds() {
      const named = [
        ...(await namesIn(places.held)),
        ...(await namesIn(places.keys)).flatMap((name) => /^(.+)\.key$/.exec(name)?.[1] ?? []),
      ]
      return [...new Set(named.filter((name) => Uuid7.safeParse(name).success))]
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
  return names.filter((name) => !name.startsWith(TEMPORARY))
}
