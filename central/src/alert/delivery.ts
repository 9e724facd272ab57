import type { Uuid7 } from '@archway/shared/id'
import type { AlertRecord, Store } from '../store/store.ts'
import type { Announcer } from './announcer.ts'

/** The legs on which an alert's way is timed. */
export type Leg = 'frame-to-commit' | 'commit-to-screen' | 'screen-to-acknowledgement'

/** Times an alert's way from the last frame of its read to a person: commit, first screen, acknowledgement. */
export interface Delivery {
  /**
   * A page says that these alerts stand on its screen.
   * @returns those that stood on no screen before
   */
  shown(alerts: readonly Uuid7[]): Promise<Uuid7[]>
  acknowledged(record: AlertRecord): void
}

/** Commits whose alerts no screen has shown yet; of older ones only the time of arrival is known. */
const MOST_REMEMBERED = 10_000

export function createDelivery(means: {
  readonly store: Pick<Store, 'actOnAlert'>
  readonly announcer: Pick<Announcer, 'tap'>
  readonly now: () => number
  /** Milliseconds, by the clocks of central and, for the frame, of the unit. */
  readonly observe: (leg: Leg, ms: number) => void
}): Delivery {
  const { store, announcer, now, observe } = means
  const committed = new Map<Uuid7, number>()
  announcer.tap((announcement) => {
    if (announcement.kind !== 'raised') return
    const { record, committedAt } = announcement
    observe('frame-to-commit', committedAt - record.read.lastSeenAt)
    committed.set(record.id, committedAt)
    const [oldest] = committed.keys()
    if (committed.size > MOST_REMEMBERED && oldest !== undefined) committed.delete(oldest)
  })
  return {
    async shown(alerts) {
      const first: Uuid7[] = []
      for (const id of alerts) {
        const at = now()
        const committedAt = committed.get(id) ?? null
        const done = await store.actOnAlert(id, { kind: 'show', at, committedAt })
        committed.delete(id)
        if (done?.outcome !== 'done') continue
        first.push(id)
        observe('commit-to-screen', at - (committedAt ?? done.record.raisedAt))
      }
      return first
    },
    acknowledged({ acknowledged, shownAt, raisedAt }) {
      if (acknowledged) observe('screen-to-acknowledgement', acknowledged.at - (shownAt ?? raisedAt))
    },
  }
}
