import { randomBytes, randomUUID } from 'node:crypto'
import { access, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** Temporary files begin so; what a kill left of them is swept up by whoever opens the folder next. */
export const TEMPORARY = '.tmp-'

/** Makes the names in a folder durable: without it a power cut may undo a creation, a rename, a removal. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a file whole or not at all: written aside, synced, renamed, and the folder synced. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const aside = asideOf(path)
  try {
    await writeAside(aside, bytes)
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** The same for a file that must not be there yet. @returns false: it is there, and stays as it was */
export async function writeNewDurably(path: string, bytes: Uint8Array): Promise<boolean> {
  const aside = asideOf(path)
  try {
    await writeAside(aside, bytes)
    // A link, because a rename would put itself over what another process has written meanwhile.
    await link(aside, path)
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(aside, { force: true })
  }
  await syncFolder(dirname(path))
  return true
}

const asideOf = (path: string) => join(dirname(path), `${TEMPORARY}${basename(path)}-${randomUUID()}`)

async function writeAside(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder and those above it, for their owner only, and their names durable. */
export async function makeFolder(folder: string): Promise<void> {
  // From the root: the parents of a relative path end at ".", which has no other parent.
  const path = resolve(folder)
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

export const isMissing = (error: unknown): boolean => isCode(error, 'ENOENT')

export async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Null: there is no such file. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** Where a disk overwrites in place, what stood there is gone; where it does not, cutting is what is left. */
export async function eraseFile(path: string): Promise<void> {
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
