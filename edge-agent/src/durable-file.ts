import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Readable and writable by the program's own user only. */
const OWNER_ONLY = 0o600

/**
 * Puts a file in place as a whole: after a power cut there is the old content or the new, never a part, and
 * when this returns it is the new.
 */
export function replaceFile(path: string, content: Uint8Array | string): void {
  const next = `${path}.next`
  const file = openSync(next, 'w', OWNER_ONLY)
  try {
    writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(next, path)
  syncFolder(dirname(path))
}

/** Makes a rename in a folder durable. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
