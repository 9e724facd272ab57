import { closeSync, openSync, readSync } from 'node:fs'

/** What is cut from larger texts lies where memory is fetched anew for each. */
const CHUNK_BYTES = 2 ** 16

/** A file piece by piece. A piece is only good until the next one. */
export function* fileChunks(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    const buffer = new Uint8Array(CHUNK_BYTES)
    for (;;) {
      const length = readSync(file, buffer)
      if (length === 0) return
      yield buffer.subarray(0, length)
    }
  } finally {
    closeSync(file)
  }
}
