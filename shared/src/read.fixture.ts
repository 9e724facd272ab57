import fc from 'fast-check'
import { uuid7 } from './id.ts'
import type { Candidate, Read } from './read.ts'

/** Tests' randomness: bytes from a seed, so that a failure can be run again. */
export function seededBytes(seed: number) {
  let state = seed >>> 0
  return (into: Uint8Array<ArrayBuffer>) => {
    for (let i = 0; i < into.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      into[i] = state >>> 24
    }
    return into
  }
}

/** A valid Read of one angle. Give what the test is about; the rest is plausible. */
export function someRead(given: Partial<Read> & { seed?: number } = {}): Read {
  const { seed = 1, ...rest } = given
  const text = rest.text ?? 'AB1C2D'
  const capturedAt = rest.capturedAt ?? Date.UTC(2026, 10, 24, 12)
  const probability = rest.probability ?? 0.97
  return {
    id: uuid7(capturedAt, seededBytes(seed)),
    device: 'unit-1',
    model: 'test-1',
    capturedAt,
    lastSeenAt: capturedAt + 400,
    closedAt: capturedAt + 500,
    text,
    probability,
    rivals: [],
    characters: [...text].map((char) => ({ char, probability, rivals: [] })),
    jurisdiction: null,
    views: [
      {
        angle: 1,
        camera: 'front',
        capturedAt,
        glimpses: 4,
        detection: 0.99,
        corners: [
          [10, 10],
          [110, 12],
          [110, 62],
          [10, 60],
        ],
        best: { text, probability },
      },
    ],
    images: [],
    ...rest,
  }
}

/** Distinct strings whose probabilities sum to at most 1, most probable first. */
export const candidateLists: fc.Arbitrary<Candidate[]> = fc
  .uniqueArray(fc.stringMatching(/^[O0I1AB8]{1,5}$/), { minLength: 1, maxLength: 10 })
  .chain((texts) =>
    fc
      .array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
        minLength: texts.length + 1,
        maxLength: texts.length + 1,
      })
      .map((weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        return texts
          .map((text, index) => ({ text, probability: (weights[index] ?? 0) / total }))
          .sort((a, b) => b.probability - a.probability)
      }),
  )
