import { encodeImage, encodeJson } from '@archway/shared/codec'
import { type Uuid7, uuid7 } from '@archway/shared/id'
import { Ack, ReadsMessage } from '@archway/shared/messages'
import type { Read } from '@archway/shared/read'
import { sha256 } from '@archway/shared/signing'
import type { Unit } from './serve.fixture.ts'
import { random, someRead } from './store/judged.fixture.ts'

/** Bytes that begin as a JPEG does. */
export const PICTURE = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(3000, 9)])

/** The unit sends a Read of now with one picture. */
export async function sendPassing(
  unit: Unit,
  text: string,
  picture = PICTURE,
): Promise<{ readonly read: Read; readonly image: Uuid7 }> {
  const capturedAt = Date.now()
  const image = uuid7(capturedAt, random)
  const digest = sha256(picture)
  const images = [
    { id: image, angle: 1 as const, kind: 'scene' as const, sha256: digest, bytes: picture.length },
  ]
  const read = someRead({ text, capturedAt, device: unit.reply.device, images, rivals: [] })
  const message = { v: 1 as const, sentAt: capturedAt, sightings: [{ read, hits: [] }] }
  await unit.send('reads', encodeJson(ReadsMessage, message))
  const header = { v: 1, id: image, read: read.id, angle: 1, kind: 'scene', mime: 'image/jpeg' } as const
  await unit.send('images', encodeImage({ ...header, sha256: digest }, picture))
  return { read, image }
}

/** Ids that central has told the unit it has. */
export const acceptedOf = (unit: Unit): string[] =>
  unit.heard
    .filter(({ topic }) => topic.endsWith('/ack'))
    .flatMap(({ payload }) => Ack.parse(JSON.parse(payload.toString())).accepted)
