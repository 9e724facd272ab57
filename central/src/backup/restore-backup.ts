import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Day } from '@archway/shared/id'
import Database from 'better-sqlite3'
import { dayFiles } from '../store/day-files.ts'
import { dayOfKey, hitsKeyOf } from '../vault/day-keys.ts'
import { exists, isMissing, makeFolder, syncFolder, TEMPORARY } from '../vault/durable-file.ts'
import { type BackupManifest, readManifest } from './backup-manifest.ts'
import { loadDay } from './day-rows.ts'
import { type BackupKeys, ledgerKey } from './make-backup.ts'
import { readSealed } from './sealed-file.ts'

export interface RestoreReport {
  readonly manifest: BackupManifest
  /** Days that are there again. */
  readonly restored: readonly Day[]
  /** Parts of the backup that do not open any more, because their keys were destroyed. */
  readonly destroyed: readonly string[]
  /** Parts whose keys are missing without having been destroyed: the copy of the keys is not the right one. */
  readonly keyless: readonly string[]
}

/**
 * Puts a backup into an installation that has its keys and no data. What was purged since does not come back: its
 * keys are gone, and its days are marked as purged again, so that nothing is taken for them either.
 */
export async function restoreBackup(
  { data, from }: { readonly data: string; readonly from: string },
  keys: BackupKeys,
): Promise<RestoreReport> {
  const manifest = await readManifest(from, keys.audit.publicKey)
  if (await exists(join(data, 'ledger.db'))) {
    throw new Error(
      `${data} holds data already; move it away first, so that nothing is mixed with the backup`,
    )
  }
  const days = join(data, 'days')
  await makeFolder(days)
  for (const name of await readdir(days)) {
    if (name.startsWith(`${TEMPORARY}restore-`)) await rm(join(days, name), { force: true })
  }
  const { destroyed: gone } = await keys.days.names()
  const { alive } = await keys.days.names()
  const restored: Day[] = []
  const destroyed: string[] = []
  const keyless: string[] = []
  for (const part of manifest.days) {
    // A key that was destroyed counts for nothing, also where somebody has put an old copy of it back.
    const key = gone.includes(part.key) ? null : await keys.days.read(part.key)
    if (key) {
      await restoreDay(part, key, { days, from })
      restored.push(dayOfKey(part.key))
    } else if (gone.includes(part.key)) destroyed.push(part.key)
    else keyless.push(part.key)
  }
  const files = dayFiles(days)
  for (const name of gone) {
    const day = dayOfKey(name)
    const isThinned = name === day && alive.includes(hitsKeyOf(day))
    if (!isThinned && !files.isPurged(day)) files.condemn(day)
  }
  for (const name of await namesIn(join(from, 'held'))) {
    await copyAll(join(from, 'held', name), join(data, 'held', name))
  }
  // Last, because a folder without a ledger is one that was not restored, and can be restored again.
  await restoreLedger(manifest, { data, from }, keys.master)
  return { manifest, restored, destroyed, keyless }
}

async function restoreDay(
  part: BackupManifest['days'][number],
  key: Uint8Array,
  { days, from }: { days: string; from: string },
): Promise<void> {
  if (part.rows) {
    const path = join(from, 'rows', part.rows.file)
    await checkDigest(path, part.rows.sha256)
    const aside = join(days, `${TEMPORARY}restore-${randomUUID()}.db`)
    await loadDay(aside, readSealed(path, key, `rows ${part.key}`))
    await syncFile(aside)
    await rename(aside, join(days, `${part.key}.db`))
  }
  await copyAll(join(from, 'images', part.key), join(days, part.key))
  await syncFolder(days)
}

async function restoreLedger(
  { ledger }: BackupManifest,
  { data, from }: { data: string; from: string },
  master: Uint8Array,
): Promise<void> {
  const path = join(from, ledger.file)
  await checkDigest(path, ledger.sha256)
  const aside = join(data, `${TEMPORARY}ledger-${randomUUID()}.db`)
  const file = await open(aside, 'wx', 0o600)
  try {
    for await (const chunk of readSealed(path, ledgerKey(master), 'ledger')) await file.write(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
  const db = new Database(aside)
  try {
    const [finding] = db.pragma('quick_check') as { quick_check: string }[]
    if (finding?.quick_check !== 'ok')
      throw new Error(`the ledger in ${from} is damaged: ${finding?.quick_check}`)
  } finally {
    db.close()
  }
  for (const ending of ['-wal', '-shm']) await rm(`${aside}${ending}`, { force: true })
  await rename(aside, join(data, 'ledger.db'))
  await syncFolder(data)
}

async function checkDigest(path: string, wanted: string): Promise<void> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path)) digest.update(chunk)
  if (digest.digest('hex') !== wanted)
    throw new Error(`${path} is not what the backup's manifest says: it was changed`)
}

async function copyAll(from: string, to: string): Promise<void> {
  await makeFolder(to)
  for (const name of await namesIn(from))
    if (!(await exists(join(to, name)))) await copyFile(join(from, name), join(to, name))
  await syncFolder(to)
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
}
