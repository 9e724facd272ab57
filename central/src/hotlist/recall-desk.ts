import type { EntryId } from '@archway/shared/hotlist'
import type { DeviceId, Uuid7 } from '@archway/shared/id'
import type { EntryLedger } from '../ledger/entry-ledger.ts'
import type { Store } from '../store/store.ts'
import type { HotlistBook } from './hotlist-book.ts'

/**
 * Sees to it that a recall reaches everybody: units by the version of the list that they report, people by their own
 * word. Who has not confirmed stays visible.
 */
export interface RecallDesk {
  /** Units that are not revoked, and the people who took an alert of the entry upon them. */
  holdersOf(entry: EntryId): Promise<{ units: string[]; people: string[] }>
  /** To be called when another version is in force: open alerts whose entry is gone become recalls. */
  listChanged(version: number): Promise<void>
  /** To be called when the list was announced. @param online units that heard it now */
  announced(online: readonly DeviceId[]): Promise<void>
  /** To be called with what a unit reports of itself. */
  heard(unit: DeviceId, version: number | null): Promise<void>
}

export interface RecallMeans {
  readonly ledger: EntryLedger
  readonly store: Pick<Store, 'alerts'>
  readonly book: Pick<HotlistBook, 'entry'>
  readonly units: () => readonly { readonly id: DeviceId; readonly revokedAt: number | null }[]
  readonly now: () => number
}

const PAGE = 200

export function createRecallDesk({ ledger, store, book, units, now }: RecallMeans): RecallDesk {
  /** The newest version that each unit was noted to have: health comes every ten seconds, versions twice a day. */
  const noted = new Map<DeviceId, number>()
  const unitIds = () => units().flatMap(({ id, revokedAt }) => (revokedAt === null ? [id] : []))

  /** Of alerts that are not closed: entry, and who acknowledged it. */
  const openAlerts = async () => {
    const found: { entry: EntryId; by: string | null }[] = []
    for (let before: Uuid7 | undefined; ; ) {
      const page = await store.alerts({
        states: ['raised', 'acknowledged', 'verified'],
        limit: PAGE,
        ...(before && { before }),
      })
      for (const { hit, acknowledged } of page) found.push({ entry: hit.entry, by: acknowledged?.by ?? null })
      before = page.at(-1)?.id
      if (page.length < PAGE) return found
    }
  }
  const peopleOf = (alerts: readonly { entry: EntryId; by: string | null }[], entry: EntryId) => [
    ...new Set(alerts.flatMap((alert) => (alert.entry === entry && alert.by !== null ? [alert.by] : []))),
  ]

  return {
    async holdersOf(entry) {
      return { units: unitIds(), people: peopleOf(await openAlerts(), entry) }
    },
    async listChanged(version) {
      const alerts = await openAlerts()
      const recalled = new Set(await ledger.recalledIds())
      for (const entry of new Set(alerts.map((alert) => alert.entry))) {
        const view = await book.entry(entry)
        if (!view || view.live || recalled.has(entry)) continue
        const ranOut = view.expiresAt <= now()
        await ledger.noteWithdrawn({
          entry,
          list: view.list,
          version,
          why: ranOut ? 'expired' : 'left-list',
          by: view.list,
          at: now(),
          reason: ranOut ? 'its time ran out' : 'the list no longer holds it',
          units: unitIds(),
          people: peopleOf(alerts, entry),
        })
      }
    },
    async announced(online) {
      // What a unit has may confirm a recall that was not there when it said so.
      noted.clear()
      await ledger.receiptsTold('unit', online, now())
    },
    async heard(unit, version) {
      if (version === null || version <= (noted.get(unit) ?? 0)) return
      noted.set(unit, version)
      await ledger.unitConfirms(unit, version, now())
    },
  }
}
