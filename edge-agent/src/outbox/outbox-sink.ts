import type { Sighting } from '@archway/shared/messages'
import type { ReadImage, Sink } from '../emit.ts'
import type { Outbox } from './outbox.ts'
import { OutboxError } from './outbox-file.ts'

/** What a disk that fails may owe: Sightings held in memory until it takes them. Then the oldest go, counted. */
const MAX_OWED = 200
/** Images are large and worth less: only this many of the Sightings that are owed keep theirs. */
const MAX_OWED_IMAGES = 20

export interface OutboxSink extends Sink {
  /** Tries again what the disk would not take. Throws as `take` does while it still will not. */
  retry(): void
  /** Sightings that the disk has not taken. They are lost if the program is killed now. */
  owed(): number
  /** Sightings given up, because the disk failed for too long. */
  lost(): number
}

/**
 * Puts what is emitted into the outbox. While the disk fails, it holds what it owes in memory and tries again:
 * the failure is thrown, and so reported, each time.
 *
 * @param onPut tells the shipper that there is something to send
 */
export function outboxSink(outbox: Outbox, onPut: () => void): OutboxSink {
  const owed: { sighting: Sighting; images: readonly ReadImage[] }[] = []
  let lost = 0

  function retry(): void {
    for (let next = owed[0]; next; next = owed[0]) {
      try {
        outbox.put(next.sighting, next.images)
      } catch (error) {
        // What the disk would never take, because it is not a Sighting, must not hold the others up.
        if (!(error instanceof OutboxError)) {
          owed.shift()
          lost++
        }
        throw error
      }
      owed.shift()
      onPut()
    }
  }

  return {
    name: 'outbox',
    take(sighting, images) {
      owed.push({ sighting, images })
      if (owed.length > MAX_OWED) {
        owed.shift()
        lost++
      }
      const bare = owed.at(-1 - MAX_OWED_IMAGES)
      if (bare) bare.images = []
      retry()
    },
    retry,
    owed: () => owed.length,
    lost: () => lost,
  }
}
