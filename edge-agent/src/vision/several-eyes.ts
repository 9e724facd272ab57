import type { ThreadData } from './calls.ts'
import { threadedVision } from './threaded-vision.ts'
import type { Vision, VisionError } from './vision.ts'

/**
 * So many pairs of eyes, each a thread with models of its own: what one unit sees with.
 *
 * @throws ModelError when the models cannot be had; then no thread is left
 */
export async function openEyes(
  count: number,
  data: ThreadData,
  onRestart: (error: VisionError) => void,
): Promise<Vision> {
  const begun = await Promise.allSettled(Array.from({ length: count }, () => threadedVision(data, onRestart)))
  const eyes = begun.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  for (const each of begun) {
    if (each.status === 'fulfilled') continue
    await Promise.all(eyes.map((vision) => vision.close()))
    throw each.reason
  }
  const [first, ...rest] = eyes
  if (!first) throw new RangeError('a unit needs at least one pair of eyes')
  return severalEyes([first, ...rest])
}

/**
 * Several pairs of eyes as one: each call goes to the pair that has the least to do. Calls of one caller that waits for
 * each answer are answered in order; those of different callers need not be.
 *
 * @param eyes with the same models; at least one
 */
export function severalEyes(eyes: readonly [Vision, ...Vision[]]): Vision {
  const pairs = eyes.map((vision) => ({ vision, calls: 0 }))
  const ask = async <T>(call: (vision: Vision) => Promise<T>): Promise<T> => {
    const pair = pairs.reduce((least, each) => (each.calls < least.calls ? each : least))
    pair.calls += 1
    try {
      return await call(pair.vision)
    } finally {
      pair.calls -= 1
    }
  }
  return {
    model: eyes[0].model,
    jurisdictions: eyes[0].jurisdictions,
    see: (frame, area) => ask((vision) => vision.see(frame, area)),
    evidence: (frame, corners) => ask((vision) => vision.evidence(frame, corners)),
    async close() {
      await Promise.all(eyes.map((vision) => vision.close()))
    },
  }
}
