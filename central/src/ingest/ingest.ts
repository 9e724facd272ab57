import type { DeviceId } from '@archway/shared/id'
import type { Arrival } from '../broker/broker.ts'
import { createAnswers } from './answers.ts'
import { createBudget } from './budget.ts'
import { createImageLane } from './image-lane.ts'
import { type IngestCounts, noCounts } from './ingest-counts.ts'
import type { IngestMeans } from './ingest-means.ts'
import { passedReads } from './passed-reads.ts'
import { createReadsLane } from './reads-lane.ts'

/** Since when messages of a channel have failed, none going well in between, and the latest reason. */
export interface IngestFault {
  readonly at: number
  readonly detail: string
}

/**
 * Takes what units send on `reads` and `images`, stores it, answers, and announces. Promises:
 * - nothing is acknowledged before it is stored; what fails here is not acknowledged, counted, and comes again;
 * - whatever is in a message, it is stored or refused with a reason; it never throws, and never keeps the
 *   messages beside it;
 * - messages of one unit are taken in order: an image finds the Reads that came before it.
 */
export interface Ingest {
  /**
   * Resolves when the message is taken in hand, which may be well before it is stored. While much is in hand
   * it waits, and with it should whoever hands over. Hand over in the order of arrival.
   */
  accept(arrival: Arrival): Promise<void>
  counts(): IngestCounts
  /** Null: all is well. */
  fault(): IngestFault | null
  /** Resolves when everything in hand is stored and answered, or has failed. */
  settled(): Promise<void>
}

type Ingested = Arrival & { readonly channel: 'reads' | 'images' }

const isIngested = (arrival: Arrival): arrival is Ingested =>
  arrival.channel === 'reads' || arrival.channel === 'images'

/** What may be in hand at once, in bytes of payload. */
const IN_HAND_BYTES = { reads: 48 * 2 ** 20, images: 48 * 2 ** 20 }

export function createIngest(means: IngestMeans): Ingest {
  const counts = noCounts()
  const startedAt = means.now()
  const failedAt = new Map<DeviceId, number>()
  const faults: Record<'reads' | 'images', IngestFault | null> = { reads: null, images: null }
  const answers = createAnswers(means, counts)
  const passed = passedReads()
  const lanes = {
    reads: createReadsLane(means, counts, answers, passed),
    images: createImageLane(means, counts, answers, (device) => failedAt.get(device) ?? startedAt, passed),
  }
  const budgets = { reads: createBudget(IN_HAND_BYTES.reads), images: createBudget(IN_HAND_BYTES.images) }
  const inHand = new Set<Promise<void>>()
  /** What each unit's earlier messages of reads are waiting for. */
  const readsOf = new Map<DeviceId, Promise<unknown>>()

  const failed = (thrown: unknown, { channel, device }: Ingested) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    counts.failures += 1
    failedAt.set(device, means.now())
    faults[channel] = { at: faults[channel]?.at ?? means.now(), detail: error.message }
    means.onFault(error, device)
  }

  const handle = async (arrival: Ingested, after: Promise<unknown>) => {
    const { channel } = arrival
    try {
      if (channel === 'images') await after
      await lanes[channel](arrival)
      faults[channel] = null
    } catch (error) {
      failed(error, arrival)
    }
  }

  return {
    async accept(arrival) {
      if (!isIngested(arrival)) return
      const { channel, device, payload } = arrival
      counts.messages[channel] += 1
      // All of this before the first wait: what is handed over next must find this message before it.
      const before = readsOf.get(device) ?? Promise.resolve()
      const room = budgets[channel].take(payload.byteLength)
      const handling = room
        .then(() => handle(arrival, before))
        .finally(() => {
          budgets[channel].give(payload.byteLength)
          inHand.delete(handling)
        })
      inHand.add(handling)
      if (channel === 'reads') {
        const readsBefore = Promise.all([before, handling]).then(() => {
          if (readsOf.get(device) === readsBefore) readsOf.delete(device)
        })
        readsOf.set(device, readsBefore)
      }
      await room
    },
    counts: () => counts,
    fault: () => faults.reads ?? faults.images,
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand)
    },
  }
}
