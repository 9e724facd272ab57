import { CaptureError } from './frame-source.ts'

/** An RGB picture of a stream. */
export interface RawPicture {
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
}

const HEADER = /^P6\s(\d+)\s(\d+)\s255\s/
const LONGEST_HEADER = 32
const MOST_PIXELS = 100_000_000

/**
 * Cuts a byte stream of binary PPM pictures, one directly after another, into pictures. The format tells its
 * own size, so whoever sends it need not be asked first. Throws `CaptureError` when it breaks off or is
 * something else.
 */
export async function* picturesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawPicture> {
  let rest: Uint8Array = new Uint8Array(0)
  let picture: RawPicture | null = null
  let filled = 0
  for await (const chunk of chunks) {
    rest = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      if (!picture) {
        const head = Buffer.from(rest.subarray(0, LONGEST_HEADER)).toString('latin1')
        const header = HEADER.exec(head)
        if (!header && rest.byteLength < LONGEST_HEADER) break
        if (!header) throw new CaptureError('the stream holds no pictures', BROKEN)
        const [width, height] = [Number(header[1]), Number(header[2])]
        if (width * height === 0 || width * height > MOST_PIXELS) {
          throw new CaptureError(`the stream has pictures of ${width}×${height}`, BROKEN)
        }
        picture = { width, height, bytes: new Uint8Array(width * height * 3) }
        filled = 0
        rest = rest.subarray(header[0].length)
      }
      const taken = rest.subarray(0, picture.bytes.byteLength - filled)
      picture.bytes.set(taken, filled)
      filled += taken.byteLength
      rest = rest.subarray(taken.byteLength)
      if (filled < picture.bytes.byteLength) break
      yield picture
      picture = null
    }
  }
  if (picture || rest.byteLength > 0) throw new CaptureError('the stream broke off within a picture', BROKEN)
}

const BROKEN = 'Play the recording in a player; if it plays, convert it to MP4 (H.264) and try again.'
