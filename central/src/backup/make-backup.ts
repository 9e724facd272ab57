import { hkdfSync, type KeyObject, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Day } from '@archway/shared/id'
import Database from 'better-sqlite3'
import { dayFiles } from '../store/day-files.ts'
import { hitsKeyOf, type KeyFolder, type KeyName } from '../vault/day-keys.ts'
import { exists, isMissing, makeFolder, syncFolder, TEMPORARY } from '../vault/durable-file.ts'
import { KEY_BYTES } from '../vault/sealed.ts'
import { type BackupManifest, readManifest, writeManifest } from './backup-manifest.ts'
import { dumpDay } from './day-rows.ts'
import { writeSealed } from './sealed-file.ts'

export interface BackupPlaces {
  readonly data: string
  /** Where the backup goes: a new folder, or that of an earlier backup, which it brings up to date. */
  readonly to: string
}

export interface BackupKeys {
  readonly days: KeyFolder
  readonly master: Uint8Array
  readonly audit: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }
}

export interface BackupReport {
  readonly manifest: BackupManifest
  /** Days whose rows were written now; the others were as the earlier backup had them. */
  readonly written: number
  /** Days that were purged while they were being copied. */
  readonly gone: readonly Day[]
}

/**
 * Copies everything that central keeps, beside a server that may run: the ledger and each day's rows, sealed; images
 * and held items, which are sealed already. No key is copied. So a day whose key is destroyed later does not open in
 * any backup either; and a backup that is brought up to date also drops it.
 */
export async function makeBackup(
  { data, to }: BackupPlaces,
  keys: BackupKeys,
  origin: string,
  nowMs: number,
): Promise<BackupReport> {
  const folder = (name: string) => join(to, name)
  const before = await earlierManifest(to, keys.audit.publicKey)
  for (const name of ['rows', 'images', 'held']) await makeFolder(folder(name))
  const ledger = await sealLedger(data, to, keys.master)

  const files = dayFiles(join(data, 'days'))
  const days: BackupManifest['days'] = []
  const gone: Day[] = []
  let written = 0
  for (const name of await keysInUse(data, files.days(), files.isThin)) {
    const key = await keys.days.ensure(name)
    if (!key) continue
    const day = name.slice(0, 10)
    const isCurrent = files.days().includes(day) && files.isThin(day) === (name !== day)
    const seen = isCurrent ? `${await keys.days.wrappedDigest(name)} ${await looks(files.pathOf(day))}` : null
    const old = before?.days.find((one) => one.key === name)?.rows ?? null
    let rows = old && seen === old.seen && (await exists(join(folder('rows'), old.file))) ? old : null
    if (!rows && seen !== null) {
      const file = `${name}-${randomUUID().slice(0, 8)}.rows`
      try {
        const sealed = await writeSealed(
          join(folder('rows'), file),
          key,
          `rows ${name}`,
          dumpDay(files.pathOf(day)),
        )
        rows = { file, ...sealed, seen }
        written += 1
      } catch (error) {
        // Purged or thinned under our hands: what was read of it is worth nothing any more.
        if (!files.isPurged(day) && files.isThin(day) === (name !== day)) throw error
        gone.push(day)
        continue
      }
    }
    days.push({
      key: name,
      rows,
      images: await copyNew(join(data, 'days', name), join(folder('images'), name)),
    })
  }

  let heldItems = 0
  for (const hold of await namesIn(join(data, 'held'))) {
    heldItems += await copyNew(join(data, 'held', hold), join(folder('held'), hold))
  }
  const manifest: BackupManifest = {
    format: 'archway-backup-1',
    origin,
    at: nowMs,
    ledger,
    days: days.sort((a, b) => (a.key < b.key ? -1 : 1)),
    heldItems,
  }
  await writeManifest(to, manifest, keys.audit.privateKey)
  await dropStale(to, manifest, await namesIn(join(data, 'held')))
  return { manifest, written, gone }
}

/** The ledger in a backup is sealed under a key that stands in no file: it is made from the master key. */
export const ledgerKey = (master: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', master, '', 'archway ledger backup v1', KEY_BYTES))

async function sealLedger(data: string, to: string, master: Uint8Array): Promise<BackupManifest['ledger']> {
  for (const name of await namesOf(data)) {
    if (name.startsWith(`${TEMPORARY}ledger-`)) await rm(join(data, name), { force: true })
  }
  const copy = join(data, `${TEMPORARY}ledger-${randomUUID()}.db`)
  try {
    const db = new Database(join(data, 'ledger.db'), { readonly: true, fileMustExist: true })
    try {
      await db.backup(copy)
    } finally {
      db.close()
    }
    const file = `ledger-${randomUUID().slice(0, 8)}.sealed`
    const chunks = createReadStream(copy, { highWaterMark: 4 * 2 ** 20 })
    return { file, ...(await writeSealed(join(to, file), ledgerKey(master), 'ledger', chunks)) }
  } finally {
    for (const ending of ['', '-wal', '-shm', '-journal']) await rm(`${copy}${ending}`, { force: true })
  }
}

/** Names of the keys under which something of the days may have to be copied. */
async function keysInUse(
  data: string,
  days: readonly Day[],
  isThin: (day: Day) => boolean,
): Promise<KeyName[]> {
  const folders = (await namesIn(join(data, 'days'))).filter((name) =>
    /^\d{4}-\d{2}-\d{2}(\.hits)?$/.test(name),
  )
  const ofRows = days.map((day) => (isThin(day) ? hitsKeyOf(day) : day))
  return [...new Set([...folders, ...ofRows])].sort()
}

/** How a day's file looks, with what SQLite has not moved into it yet. */
async function looks(path: string): Promise<string> {
  const parts = await Promise.all(
    [path, `${path}-wal`].map(async (part) => {
      const found = await stat(part).catch((error) => {
        if (isMissing(error)) return null
        throw error
      })
      return found ? `${found.ino}:${found.size}:${found.mtimeMs}` : '-'
    }),
  )
  return parts.join(' ')
}

/** Files never change once they are there; those that have the same size are the same. @returns how many there are */
async function copyNew(from: string, to: string): Promise<number> {
  await makeFolder(to)
  let count = 0
  for (const name of await namesIn(from)) {
    const target = join(to, name)
    const copied = await copyOne(join(from, name), target)
    if (copied) count += 1
  }
  await syncFolder(to)
  return count
}

async function copyOne(from: string, to: string): Promise<boolean> {
  try {
    const { size } = await stat(from)
    if ((await exists(to)) && (await stat(to)).size === size) return true
    await rm(to, { force: true })
    await copyFile(from, to)
    return true
  } catch (error) {
    // Purged meanwhile.
    if (isMissing(error)) return false
    throw error
  }
}

async function dropStale(to: string, manifest: BackupManifest, holds: readonly string[]): Promise<void> {
  const keep = new Set([
    manifest.ledger.file,
    ...manifest.days.flatMap(({ rows }) => (rows ? [rows.file] : [])),
  ])
  for (const name of await namesOf(to)) {
    if (/^ledger-.*\.sealed$/.test(name) && !keep.has(name)) await rm(join(to, name))
  }
  for (const name of await namesOf(join(to, 'rows'))) {
    if (!keep.has(name)) await rm(join(to, 'rows', name))
  }
  const dayNames = new Set(manifest.days.map(({ key }) => key))
  for (const name of await namesOf(join(to, 'images'))) {
    if (!dayNames.has(name)) await rm(join(to, 'images', name), { recursive: true })
  }
  for (const name of await namesOf(join(to, 'held'))) {
    if (!holds.includes(name)) await rm(join(to, 'held', name), { recursive: true, force: true })
  }
}

async function earlierManifest(to: string, key: KeyObject): Promise<BackupManifest | null> {
  const names = await namesOf(to)
  if (names.length === 0) return null
  if (names.includes('backup.json')) return readManifest(to, key)
  const isHalfDone = names.every((name) => /^(rows|images|held|ledger-.*\.sealed|\.tmp-.*)$/.test(name))
  if (isHalfDone) return null
  throw new Error(`${to} holds something that is no backup; name a new folder`)
}

const namesIn = async (folder: string) =>
  (await namesOf(folder)).filter((name) => !name.startsWith(TEMPORARY))

async function namesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
}
