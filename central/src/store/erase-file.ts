import { open, rm } from 'node:fs/promises'

const PIECE_BYTES = 4 * 2 ** 20
/** Written before it is made durable: often enough not to fill the memory, rarely enough not to crawl. */
const SYNC_BYTES = 64 * 2 ** 20

/**
 * Overwrites a file with zeros, cuts it to nothing, and removes it. Where a disk overwrites in place, what stood there
 * is gone; where it does not (flash, copy-on-write), what is left is the encryption of the disk. A file that is not
 * there is fine.
 * @param remove false: its name stays, empty
 */
export async function eraseFile(path: string, remove: boolean): Promise<void> {
  const file = await open(path, 'r+').catch((error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (!file) return
  try {
    const { size } = await file.stat()
    const zeros = Buffer.alloc(Math.min(PIECE_BYTES, size))
    let unsynced = 0
    for (let at = 0; at < size; at += zeros.byteLength) {
      const length = Math.min(zeros.byteLength, size - at)
      await file.write(zeros, 0, length, at)
      unsynced += length
      if (unsynced < SYNC_BYTES) continue
      await file.datasync()
      unsynced = 0
    }
    // Before it is cut: what was only cut is never written.
    await file.datasync()
    await file.truncate()
    await file.sync()
  } finally {
    await file.close()
  }
  if (remove) await rm(path, { force: true })
}
