import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import { syncFolder, TEMPORARY } from '../vault/durable-file.ts'
import { seal, unseal } from '../vault/sealed.ts'

export interface SealedFile {
  readonly bytes: number
  /** Of the file as it stands on disk, hexadecimal. */
  readonly sha256: string
}

/** The largest chunk that is read back: more than any that is written, less than what would be a bomb. */
const LARGEST_CHUNK = 64 * 2 ** 20

/** Each chunk's place, and whether it is the last one, is bound in: none can be left out, exchanged or cut off. */
const label = (name: string, n: number, isLast: boolean) =>
  `archway backup v1 ${name} ${n} ${isLast ? 'last' : 'more'}`

/**
 * Writes chunks, each compressed and sealed (AES-256-GCM), as one file: whole or not at all.
 * Layout: for each chunk one byte (1: the last), four bytes of length (big endian), then nonce, ciphertext and tag.
 */
export async function writeSealed(
  path: string,
  key: Uint8Array,
  name: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<SealedFile> {
  const aside = join(dirname(path), `${TEMPORARY}${basename(path)}-${randomUUID()}`)
  const digest = createHash('sha256')
  let bytes = 0
  try {
    const file = await open(aside, 'wx', 0o600)
    try {
      let n = 0
      const write = async (chunk: Uint8Array, isLast: boolean) => {
        const sealed = seal(key, label(name, n, isLast), deflateSync(chunk, { level: 1 }))
        const head = Buffer.alloc(5)
        head.writeUInt8(isLast ? 1 : 0)
        head.writeUInt32BE(sealed.byteLength, 1)
        for (const part of [head, sealed]) {
          digest.update(part)
          bytes += part.byteLength
          await file.write(part)
        }
        n += 1
      }
      for await (const chunk of chunks) await write(chunk, false)
      await write(new Uint8Array(), true)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
  return { bytes, sha256: digest.digest('hex') }
}

/** The chunks in order. Throws when the file was changed or cut, or is sealed under another key or name. */
export async function* readSealed(path: string, key: Uint8Array, name: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r')
  try {
    for (let n = 0; ; n += 1) {
      const head = await readExactly(file, 5, path)
      const isLast = head.readUInt8() === 1
      const length = head.readUInt32BE(1)
      if (length > LARGEST_CHUNK) throw new Error(`${path} is no sealed file: a chunk of ${length} bytes`)
      const sealed = await readExactly(file, length, path)
      const opened = opening(key, label(name, n, isLast), sealed, path)
      if (isLast) break
      yield inflateSync(opened, { maxOutputLength: 4 * LARGEST_CHUNK })
    }
    if ((await file.read(Buffer.alloc(1), 0, 1)).bytesRead > 0)
      throw new Error(`${path} goes on after its end`)
  } finally {
    await file.close()
  }
}

function opening(key: Uint8Array, as: string, sealed: Uint8Array, path: string): Uint8Array {
  try {
    return unseal(key, as, sealed)
  } catch (cause) {
    throw new Error(`${path} does not open: it was changed, or its key is another one`, { cause })
  }
}

async function readExactly(file: FileHandle, length: number, path: string): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(buffer, filled, length - filled)
    if (bytesRead === 0) throw new Error(`${path} was cut off`)
    filled += bytesRead
  }
  return buffer
}
