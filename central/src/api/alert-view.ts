import type { AlertView } from '@archway/shared/api'
import { missingAngles } from '@archway/shared/read'
import type { Registry } from '../fleet/registry.ts'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { AlertRecord } from '../store/store.ts'

/** An alert as people see it: as it was stored, with the unit's name and the entry's liveness of now. */
export async function alertView(
  record: AlertRecord,
  { registry, book }: { registry: Pick<Registry, 'unit'>; book: Pick<HotlistBook, 'entry'> },
): Promise<AlertView> {
  const { id, state, grade, raisedAt, acknowledged, read, hit, place, policy } = record
  const now = await book.entry(hit.entry)
  return {
    id,
    state,
    grade,
    doubts: [...record.doubts],
    raisedAt,
    acknowledged,
    read,
    hit,
    entry: { ...record.entry, live: now?.live ?? false },
    device: deviceOf(record, registry),
    place,
    images: read.images.map((image) => ({
      id: image.id,
      angle: image.angle,
      kind: image.kind,
      state: record.storedImages.includes(image.id) ? 'stored' : 'pending',
    })),
    missingAngles: missingAngles(read),
    policy,
  }
}

/** Units are never deleted; one that is not there came with a ledger that was restored from before it. */
function deviceOf({ read, place }: AlertRecord, registry: Pick<Registry, 'unit'>): AlertView['device'] {
  const unit = registry.unit(read.device)
  if (unit) return { id: unit.id, kind: unit.kind, name: unit.name }
  const kind = place?.basis === 'registry' ? 'fixed' : 'vehicle'
  return { id: read.device, kind, name: `${read.device} (not in the registry)` }
}
