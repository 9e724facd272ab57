import type { Uuid7 } from '@archway/shared/id'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { AlertRecord, Store } from '../store/store.ts'
import type { Announcer } from './announcer.ts'

/** Where people act on alerts. Everybody who watches learns of it. */
export interface Desk {
  /**
   * @param by the user who acts
   * @returns the record as it then stands: whoever acknowledged first stands in it. Null: no such alert.
   */
  acknowledge(id: Uuid7, by: string): Promise<{ record: AlertRecord; changed: boolean } | null>
  /**
   * To be called when another list is in force: whoever has an open alert before them whose entry that list
   * no longer holds learns of it now, not at the next look.
   */
  tellWithdrawn(): Promise<void>
}

const PAGE = 200

export function createDesk(
  store: Pick<Store, 'acknowledge' | 'alerts'>,
  announcer: Pick<Announcer, 'announce'>,
  book: Pick<HotlistBook, 'entry'>,
  now: () => number,
  /** Hears of each acknowledgement that counts. */
  onAcknowledged: (record: AlertRecord) => void = () => {},
): Desk {
  return {
    async acknowledge(id, by) {
      const done = await store.acknowledge(id, by, now())
      if (done?.changed) {
        onAcknowledged(done.record)
        announcer.announce({ kind: 'changed', record: done.record })
      }
      return done
    },
    async tellWithdrawn() {
      let before: Uuid7 | undefined
      for (;;) {
        const open = await store.alerts({
          states: ['raised', 'acknowledged', 'verified'],
          limit: PAGE,
          ...(before && { before }),
        })
        for (const record of open) {
          const entry = await book.entry(record.hit.entry)
          if (!entry?.live) announcer.announce({ kind: 'changed', record })
        }
        before = open.at(-1)?.id
        if (open.length < PAGE) return
      }
    },
  }
}
