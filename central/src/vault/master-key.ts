import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMissing, makeFolder, writeDurably } from './durable-file.ts'
import { KEY_BYTES } from './sealed.ts'

/**
 * The key that wraps the days' keys. Made on the first start, for its owner only. It is never in an ordinary
 * backup: together with a copy of a day's wrapped key it would open that day's images.
 */
export async function openMasterKey(path: string): Promise<Uint8Array> {
  const found = await readFile(path).catch((error) => {
    if (isMissing(error)) return null
    throw error
  })
  if (!found) {
    await makeFolder(dirname(path))
    await writeDurably(path, randomBytes(KEY_BYTES))
    return readFile(path)
  }
  if (found.byteLength !== KEY_BYTES) {
    throw new Error(
      `${path} holds ${found.byteLength} bytes; a master key has ${KEY_BYTES}. Restore the right file: without it no stored image opens.`,
    )
  }
  const { mode } = await stat(path)
  if ((mode & 0o077) !== 0) {
    throw new Error(`${path} may be read by others; run: chmod 600 ${path}`)
  }
  return found
}
