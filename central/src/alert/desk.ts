import type { Uuid7 } from '@archway/shared/id'
import type { AlertRecord, Store } from '../store/store.ts'
import type { Announcer } from './announcer.ts'

/** Where people act on alerts. Everybody who watches learns of it. */
export interface Desk {
  /**
   * @param by the user who acts
   * @returns the record as it then stands: whoever acknowledged first stands in it. Null: no such alert.
   */
  acknowledge(id: Uuid7, by: string): Promise<{ record: AlertRecord; changed: boolean } | null>
}

export function createDesk(
  store: Pick<Store, 'acknowledge'>,
  announcer: Pick<Announcer, 'announce'>,
  now: () => number,
): Desk {
  return {
    async acknowledge(id, by) {
      const done = await store.acknowledge(id, by, now())
      if (done?.changed) announcer.announce({ kind: 'changed', record: done.record })
      return done
    },
  }
}
