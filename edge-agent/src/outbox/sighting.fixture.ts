import { createHash, getRandomValues } from 'node:crypto'
import { uuid7 } from '@archway/shared/id'
import type { Hit } from '@archway/shared/match'
import type { ImageHeader, Sighting } from '@archway/shared/messages'

/** Today, because what is too old is not kept. */
const DAY = Math.floor(Date.now() / 86_400_000) * 86_400_000

/** A Sighting of one angle, with its two images, whose bytes begin as a JPEG and are `size` long. */
export function sightingOf(n: number, options: { hit?: boolean; size?: number } = {}) {
  const capturedAt = DAY + n
  const id = uuid7(capturedAt, getRandomValues.bind(globalThis.crypto))
  const images = (['scene', 'plate'] as const).map((kind) => {
    const bytes = new Uint8Array(options.size ?? 64).fill(n % 251)
    bytes.set([0xff, 0xd8, 0xff])
    const header: ImageHeader = {
      v: 1,
      id: uuid7(capturedAt, getRandomValues.bind(globalThis.crypto)),
      read: id,
      angle: 1,
      kind,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      mime: 'image/jpeg',
    }
    return { header, bytes }
  })
  const hit: Hit = {
    entry: `e-${n}`,
    listVersion: 1,
    text: 'ABC123',
    probability: 0.9,
    exact: 0.9,
    nearFolded: 0,
    location: null,
  }
  const sighting: Sighting = {
    read: {
      id,
      device: 'unit-1',
      model: 'test',
      capturedAt,
      lastSeenAt: capturedAt,
      closedAt: capturedAt,
      text: 'ABC123',
      probability: 0.9,
      rivals: [],
      characters: Array.from('ABC123', (char) => ({ char, probability: 0.95, rivals: [] })),
      jurisdiction: null,
      views: [
        {
          angle: 1,
          camera: 'north',
          capturedAt,
          glimpses: 3,
          detection: 0.97,
          corners: [
            [0, 0],
            [10, 0],
            [10, 5],
            [0, 5],
          ],
          best: { text: 'ABC123', probability: 0.9 },
        },
      ],
      images: images.map(({ header, bytes }) => ({
        id: header.id,
        angle: 1,
        kind: header.kind,
        sha256: header.sha256,
        bytes: bytes.byteLength,
      })),
    },
    hits: options.hit ? [hit] : [],
  }
  return { sighting, images }
}
