import type { Entry } from '@archway/shared/hotlist'
import type { HotlistLedger } from '../ledger/hotlist-ledger.ts'

/**
 * What turns one version into another.
 * @param limit of entries that are shown of each side; null: counts only
 */
export async function diffLists(
  ledger: Pick<HotlistLedger, 'difference'>,
  from: number,
  to: number,
  limit: number | null,
) {
  const there = await ledger.difference(from, to)
  // The way back adds exactly what the way there removes, with its content.
  const back = limit === null || there.remove.length === 0 ? null : await ledger.difference(to, from)
  return {
    from,
    to,
    added: there.upsert.length,
    removed: there.remove.length,
    entries:
      limit === null
        ? null
        : {
            added: there.upsert.slice(0, limit).map(shown),
            removed: (back?.upsert ?? []).slice(0, limit).map(shown),
          },
  }
}

const shown = ({ id, plate, jurisdiction, category }: Entry) => ({ id, plate, jurisdiction, category })
