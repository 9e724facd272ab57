import { decodeImage } from '@archway/shared/codec'
import type { DeviceId } from '@archway/shared/id'
import type { ImageHeader, Refusal } from '@archway/shared/messages'
import { sha256 } from '@archway/shared/signing'
import type { Arrival } from '../broker/broker.ts'
import type { ImageOutcome, ImageRecord, StoredImage } from '../store/store.ts'
import { DayDestroyedError } from '../vault/vault.ts'
import type { Answers } from './answers.ts'
import { createBudget } from './budget.ts'
import { groupCommit } from './group-commit.ts'
import type { IngestCounts } from './ingest-counts.ts'
import type { IngestMeans } from './ingest-means.ts'
import type { PassedReads } from './passed-reads.ts'
import { NOT_REGISTERED } from './refused.ts'

const MOST_IMAGES = 500
/** Files that are written at once; more would gain nothing and use up the process's file handles. */
const WRITES_AT_ONCE = 16

/**
 * An image whose Read is unknown is refused, and so lost, only when nothing of that unit has failed for this
 * long: after a failure or a restart the Read may be on its way again behind its images.
 */
const READ_MAY_STILL_COME_MS = 10 * 60_000

const REFUSALS = {
  unknownRead: {
    code: 'unknown-read',
    detail: 'no Read that is stored announced this image; send Reads first',
  },
  notAnnounced: { code: 'hash-mismatch', detail: 'header and Read do not say the same of this image' },
  hashMismatch: { code: 'hash-mismatch', detail: 'the bytes do not have the hash that the header gives' },
  expired: { code: 'expired', detail: 'its day was purged' },
  passed: { code: 'expired', detail: 'its Read hit nothing, and such Reads are not kept' },
  wrongDevice: { code: 'wrong-device', detail: 'another unit announced this image' },
} satisfies Record<string, Refusal>

/** open → agree with what the Read announced → vault → store → answer → announce */
export function createImageLane(
  means: IngestMeans,
  counts: IngestCounts,
  answer: Answers,
  failedAt: (device: DeviceId) => number,
  passed: PassedReads,
): (arrival: Arrival) => Promise<void> {
  const commits = groupCommit<StoredImage, ImageOutcome>((batch) => {
    counts.commits += 1
    return means.store.imagesStored(batch)
  }, MOST_IMAGES)

  const writes = createBudget(WRITES_AT_ONCE)

  const put = async (header: ImageHeader, image: Uint8Array): Promise<ImageOutcome> => {
    await writes.take(1)
    try {
      await means.vault.put(header.id, image)
    } catch (error) {
      if (error instanceof DayDestroyedError) return 'purged'
      throw error
    } finally {
      writes.give(1)
    }
    const [outcome] = await commits.add([{ id: header.id, read: header.read, sha256: header.sha256 }])
    if (!outcome) throw new Error('the store said nothing of an image')
    return outcome
  }

  const announce = async (header: ImageHeader) => {
    for (const record of await means.store.alertsOfRead(header.read)) {
      means.announcer.announce({ kind: 'image', record })
    }
  }

  return async (arrival) => {
    const { device, payload } = arrival
    const refuse = (id: string | null, refusal: Refusal) => answer(arrival, [], [{ id, refusal, payload }])

    const unit = means.registry.unit(device)
    if (!unit || unit.revokedAt !== null) return refuse(null, NOT_REGISTERED)
    const opened = decodeImage(payload)
    if (!opened.ok) return refuse(null, opened.error)
    const { header, image } = opened.value
    if (sha256(image) !== header.sha256) return refuse(header.id, REFUSALS.hashMismatch)

    const announced = await means.store.image(header.id)
    if (!announced && passed.has(header.read)) return refuse(header.id, REFUSALS.passed)
    if (!announced && means.now() - failedAt(device) < READ_MAY_STILL_COME_MS) {
      counts.images.deferred += 1
      return
    }
    const disagreement = announced ? disagree(announced, header, device) : REFUSALS.unknownRead
    if (disagreement) return refuse(header.id, disagreement)

    const outcome = announced?.stored ? 'duplicate' : await put(header, image)
    if (outcome === 'purged') return refuse(header.id, REFUSALS.expired)
    if (outcome === 'unknown-read' || outcome === 'not-announced') {
      return refuse(header.id, REFUSALS.notAnnounced)
    }
    counts.images[outcome] += 1
    await answer(arrival, [header.id], [])
    if (outcome === 'stored') await announce(header)
  }
}

/** The Read is what binds: the bytes have the hash, and the places, that it gave. */
function disagree(record: ImageRecord, header: ImageHeader, device: DeviceId): Refusal | null {
  if (record.device !== device) return REFUSALS.wrongDevice
  const { ref } = record
  const agrees =
    record.read === header.read &&
    ref.sha256 === header.sha256 &&
    ref.angle === header.angle &&
    ref.kind === header.kind
  return agrees ? null : REFUSALS.notAnnounced
}
