import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Readable and writable by the program's own user only. */
const OWNER_ONLY = 0o600

/**
 * Puts a file in place as a whole: after a power cut there is the old content or the new, never a part, and
 * when this returns it is the new.
 */
export function replaceFile(path: string, content: Uint8Array | string): void {
  replaceFileWith(path, [content])
}

/** The same with content that comes piece by piece, so that it never lies in memory as a whole. */
export function replaceFileWith(path: string, pieces: Iterable<Uint8Array | string>): void {
  const next = `${path}.next`
  const file = openSync(next, 'w', OWNER_ONLY)
  try {
    for (const piece of pieces) writeFileSync(file, piece)
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
