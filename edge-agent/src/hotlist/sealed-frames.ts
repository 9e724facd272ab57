import { createCipheriv, createDecipheriv } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { RandomBytes } from '@archway/shared/id'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const LENGTH_BYTES = 4
/** No frame that is written comes near it; a length beyond it is damage, not a reason to allocate. */
const MOST_FRAME_BYTES = 16 * 2 ** 20

/**
 * Seals frames one by one, AES-256-GCM, so that neither side ever holds the whole. Each frame is bound to the
 * file's purpose, to its place and to whether it is the last: frames that were swapped, left out or cut off at
 * the end do not open.
 */
export function* sealFrames(
  frames: Iterable<Uint8Array>,
  key: Uint8Array,
  purpose: string,
  random: RandomBytes,
): Generator<Uint8Array> {
  const nonce = random(new Uint8Array(NONCE_BYTES))
  yield nonce
  let number = 0
  let held: Uint8Array | null = null
  for (const frame of frames) {
    if (held) yield sealed(held, key, nonce, purpose, number++, false)
    held = frame
  }
  yield sealed(held ?? new Uint8Array(), key, nonce, purpose, number, true)
}

/** @throws when anything of it was altered, or sealed under another key */
export function* openFrames(path: string, key: Uint8Array, purpose: string): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    const end = fstatSync(file).size
    let at = 0
    const take = (length: number) => {
      if (length > MOST_FRAME_BYTES || at + length > end) throw new Error('cut off')
      const bytes = new Uint8Array(length)
      if (readSync(file, bytes, 0, length, at) !== length) throw new Error('cut off')
      at += length
      return bytes
    }
    const nonce = take(NONCE_BYTES)
    for (let number = 0; at < end; number++) {
      const length = new DataView(take(LENGTH_BYTES).buffer).getUint32(0)
      const frame = take(length)
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(nonce, number))
        .setAAD(label(purpose, number, at === end))
        .setAuthTag(frame.subarray(length - TAG_BYTES))
      yield Buffer.concat([decipher.update(frame.subarray(0, length - TAG_BYTES)), decipher.final()])
    }
  } finally {
    closeSync(file)
  }
}

function sealed(
  frame: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  purpose: string,
  number: number,
  isLast: boolean,
): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(nonce, number)).setAAD(
    label(purpose, number, isLast),
  )
  const body = Buffer.concat([cipher.update(frame), cipher.final(), cipher.getAuthTag()])
  const length = new DataView(new ArrayBuffer(LENGTH_BYTES))
  length.setUint32(0, body.byteLength)
  return Buffer.concat([new Uint8Array(length.buffer), body])
}

/** Every frame has a nonce of its own: the file's random one, with the frame's number added into its last bytes. */
function nonceOf(nonce: Uint8Array, number: number): Uint8Array {
  const own = Uint8Array.from(nonce)
  const view = new DataView(own.buffer)
  view.setUint32(NONCE_BYTES - 4, (view.getUint32(NONCE_BYTES - 4) ^ number) >>> 0)
  return own
}

const label = (purpose: string, number: number, isLast: boolean) =>
  Buffer.from(`${purpose} ${number}${isLast ? ' last' : ''}`)
