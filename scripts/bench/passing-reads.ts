import { createHash, randomBytes } from 'node:crypto'
import { type DeviceId, type RandomBytes, uuid7 } from '@archway/shared/id'
import { ALPHABET } from '@archway/shared/plate'
import type { Read } from '@archway/shared/read'

/** Repeats: the same seed gives the same plates. */
export type Chance = () => number

export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const random: RandomBytes = (into) => {
  into.set(randomBytes(into.length))
  return into
}

const charAt = (chance: Chance) => ALPHABET.charAt(Math.floor(chance() * ALPHABET.length))

export const plateOf = (chance: Chance) => Array.from({ length: 7 }, () => charAt(chance)).join('')

/**
 * A Read of the size that units send: both angles, four images, seven characters with two rivals each, four
 * rival strings.
 */
export function passingRead(device: DeviceId, text: string, capturedAt: number, chance: Chance): Read {
  const id = uuid7(capturedAt, random)
  const change = (at: number) => text.slice(0, at) + charAt(chance) + text.slice(at + 1)
  const likely = (from: number, to: number) => Math.round((from + chance() * (to - from)) * 1e6) / 1e6
  return {
    id,
    device,
    model: 'plates-1',
    capturedAt,
    lastSeenAt: capturedAt + 400,
    closedAt: capturedAt + 450,
    text,
    probability: likely(0.8, 0.95),
    rivals: [0, 2, 4, 6].map((at) => ({ text: change(at), probability: likely(0.001, 0.01) })),
    characters: [...text].map((char) => ({
      char,
      probability: likely(0.95, 0.999),
      rivals: [0, 1].map(() => ({ char: charAt(chance), probability: likely(0.0001, 0.01) })),
    })),
    jurisdiction: { code: 'us-mo', probability: likely(0.8, 0.99) },
    views: ([1, 2] as const).map((angle) => ({
      angle,
      camera: `${device}-${angle}`,
      capturedAt: capturedAt + angle * 30,
      glimpses: 6,
      detection: likely(0.9, 0.99),
      corners: [
        [likely(400, 420), likely(300, 320)],
        [likely(560, 580), likely(300, 320)],
        [likely(560, 580), likely(380, 400)],
        [likely(400, 420), likely(380, 400)],
      ],
      best: { text, probability: likely(0.7, 0.9) },
    })),
    images: ([1, 2] as const).flatMap((angle) =>
      (['scene', 'plate'] as const).map((kind) => ({
        id: uuid7(capturedAt, random),
        angle,
        kind,
        sha256: createHash('sha256').update(`${id}${angle}${kind}`).digest('hex'),
        bytes: kind === 'scene' ? 180_000 : 9_000,
      })),
    ),
  }
}
