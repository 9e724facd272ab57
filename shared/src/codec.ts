import type { z } from 'zod'
import { ImageHeader, type Refusal } from './messages.ts'
import { fail, ok, type Result } from './result.ts'

/** Ceilings for one message's bytes; the broker refuses larger packets before they are held in memory. */
export const MAX_BYTES = { json: 4 * 2 ** 20, image: 3 * 2 ** 20 } as const

const HEADER_LENGTH_BYTES = 4
const MAX_HEADER_BYTES = 4096

const utf8 = new TextDecoder('utf-8', { fatal: true })

export function encodeJson<T>(schema: z.ZodType<T>, message: T): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(schema.parse(message)))
}

/** Decodes and validates; unknown fields are refused. Never throws on input. */
export function decodeJson<T>(
  schema: z.ZodType<T>,
  bytes: Uint8Array,
  maxBytes: number = MAX_BYTES.json,
): Result<T, Refusal> {
  if (bytes.byteLength > maxBytes) {
    return fail({ code: 'too-large', detail: `${bytes.byteLength} bytes; at most ${maxBytes}` })
  }
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch {
    return fail({ code: 'malformed', detail: 'not JSON in UTF-8' })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  return fail({ code: 'schema', detail: describeIssues(parsed.error) })
}

/** Field paths and complaints, without the values: a refusal must not carry a plate. */
function describeIssues(error: z.ZodError): string {
  const lines = error.issues
    .slice(0, 5)
    .map(
      (issue) =>
        `${issue.path.join('.') || 'message'}: ${issue.code === 'unrecognized_keys' ? `unknown field ${issue.keys.join(', ')}` : issue.message}`,
    )
  return lines.join('; ').slice(0, 500)
}

/** An image message: header length (4 bytes, big-endian), header as JSON, then the image's bytes. */
export function encodeImage(header: ImageHeader, image: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encodeJson(ImageHeader, header)
  const message = new Uint8Array(HEADER_LENGTH_BYTES + head.byteLength + image.byteLength)
  new DataView(message.buffer).setUint32(0, head.byteLength)
  message.set(head, HEADER_LENGTH_BYTES)
  message.set(image, HEADER_LENGTH_BYTES + head.byteLength)
  return message
}

/** `image` is a view into `bytes`, not a copy. Its hash is checked by whoever stores it. */
export function decodeImage(bytes: Uint8Array): Result<{ header: ImageHeader; image: Uint8Array }, Refusal> {
  if (bytes.byteLength > MAX_BYTES.image) {
    return fail({ code: 'too-large', detail: `${bytes.byteLength} bytes; at most ${MAX_BYTES.image}` })
  }
  if (bytes.byteLength < HEADER_LENGTH_BYTES) return fail({ code: 'malformed', detail: 'no header length' })
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
  const end = HEADER_LENGTH_BYTES + length
  if (length > MAX_HEADER_BYTES || end > bytes.byteLength) {
    return fail({ code: 'malformed', detail: 'header length beyond the message' })
  }
  const header = decodeJson(ImageHeader, bytes.subarray(HEADER_LENGTH_BYTES, end))
  if (!header.ok) return header
  const image = bytes.subarray(end)
  const isJpeg = image[0] === 0xff && image[1] === 0xd8 && image[2] === 0xff
  if (!isJpeg) return fail({ code: 'not-an-image', detail: 'the bytes do not begin as a JPEG' })
  return ok({ header: header.value, image })
}
