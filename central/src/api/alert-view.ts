import { BLIND_DOUBTS } from '@archway/shared/alert'
import type { AlertView, EntryView } from '@archway/shared/api'
import type { Policy } from '@archway/shared/policy'
import { missingAngles, type Read } from '@archway/shared/read'
import { releaseOf, type Viewer } from '../alert/release.ts'
import type { Registry } from '../fleet/registry.ts'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { AlertRecord } from '../store/store.ts'

export interface ViewMeans {
  readonly registry: Pick<Registry, 'unit'>
  readonly book: Pick<HotlistBook, 'entry'>
  /** The policy in force. */
  readonly policy: () => Policy
}

/**
 * An alert as this person may see it: as it was stored, with the unit's name and the entry's liveness of now. Null:
 * they may not see it at all.
 */
export async function alertView(
  record: AlertRecord,
  viewer: Viewer,
  means: ViewMeans,
): Promise<AlertView | null> {
  const release = releaseOf(record, viewer, means.policy())
  if (release === 'hidden') return null
  const live = (await means.book.entry(record.hit.entry))?.live ?? false
  const common = commonOf(record, live, means)
  if (release === 'sealed') {
    return {
      ...common,
      sealed: true,
      doubts: record.doubts.filter((doubt) => BLIND_DOUBTS.includes(doubt)),
      looks: record.looks.map(({ by, at, outcome }) => ({ by, at, outcome })),
    }
  }
  return {
    ...common,
    sealed: false,
    doubts: [...record.doubts],
    read: record.read,
    hit: record.hit,
    entry: { ...record.entry, live },
    looks: [...record.looks],
    openings: [...record.openings],
    dispositions: [...record.dispositions],
  }
}

function commonOf(record: AlertRecord, live: boolean, { registry }: ViewMeans) {
  const { id, state, grade, raisedAt, acknowledged, escalatedAt, committedAt, shownAt, policy } = record
  const { read, entry, place, repeats } = record
  return {
    id,
    state,
    grade,
    raisedAt,
    acknowledged,
    escalatedAt,
    committedAt,
    shownAt,
    category: entry.category,
    flags: entry.flags,
    list: { name: entry.list, sourceAt: entry.sourceAt } satisfies {
      name: EntryView['list']
      sourceAt: number
    },
    live,
    seen: {
      read: read.id,
      model: read.model,
      capturedAt: read.capturedAt,
      lastSeenAt: read.lastSeenAt,
      closedAt: read.closedAt,
      views: read.views.map(({ angle, camera, capturedAt, glimpses, corners }) => ({
        angle,
        camera,
        capturedAt,
        glimpses,
        corners,
      })),
    },
    device: deviceOf(record, registry),
    place,
    images: imagesOf(read, record.storedImages),
    missingAngles: missingAngles(read),
    repeats: repeats && {
      count: repeats.count,
      last: {
        read: repeats.last.read.id,
        capturedAt: repeats.last.read.capturedAt,
        device: repeats.last.read.device,
        place: repeats.last.place,
        images: imagesOf(repeats.last.read, repeats.last.storedImages),
      },
    },
    policy,
  }
}

const imagesOf = (read: Read, stored: readonly string[]): AlertView['images'] =>
  read.images.map(({ id, angle, kind }) => ({
    id,
    angle,
    kind,
    state: stored.includes(id) ? 'stored' : 'pending',
  }))

/** Units are never deleted; one that is not there came with a ledger that was restored from before it. */
function deviceOf({ read, place }: AlertRecord, registry: Pick<Registry, 'unit'>): AlertView['device'] {
  const unit = registry.unit(read.device)
  if (unit) return { id: unit.id, kind: unit.kind, name: unit.name }
  const kind = place?.basis === 'registry' ? 'fixed' : 'vehicle'
  return { id: read.device, kind, name: `${read.device} (not in the registry)` }
}
