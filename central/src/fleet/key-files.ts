import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A key file that is missing, or that others than its owner could read. */
class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
}

/** Writes a new file that only its owner may read; a file that is there is never overwritten. */
export function writeKeyFile(folder: string, name: string, content: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  writeFileSync(join(folder, name), content, { flag: 'wx', mode: 0o600 })
}

export function readKeyFile(folder: string, name: string): string {
  const path = join(folder, name)
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new KeyFileError(`${path} may be read by others than its owner; run: chmod 600 ${path}`)
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof KeyFileError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new KeyFileError(`${path} cannot be read (${why}); "archway-central init" makes new keys`)
  }
}
