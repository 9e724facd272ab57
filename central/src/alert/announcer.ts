import type { AlertRecord } from '../store/store.ts'

/** Something that the people who watch should see now. The record is whole, as it stands after it. */
export type Announcement =
  | { readonly kind: 'raised'; readonly record: AlertRecord; readonly committedAt: number }
  | { readonly kind: 'changed' | 'repeated' | 'image'; readonly record: AlertRecord }

/**
 * What one watcher hears, from the moment of subscribing. Ends when it is closed; throws
 * `SlowSubscriberError` when the watcher fell too far behind, who then asks the store and subscribes again.
 */
interface Subscription extends AsyncIterable<Announcement> {
  close(): void
}

/**
 * Tells every watcher in this process. It never waits for any of them: one that does not keep up is dropped,
 * and neither ingest nor the others notice.
 */
export interface Announcer {
  announce(announcement: Announcement): void
  subscribe(): Subscription
  /** For this process's own bookkeeping: called at once, before any watcher hears. Must neither wait nor throw. */
  tap(listener: (announcement: Announcement) => void): void
  counts(): { readonly subscribers: number; readonly announced: number; readonly dropped: number }
}

export class SlowSubscriberError extends Error {
  override readonly name = 'SlowSubscriberError'
}

/** @param limit announcements that may wait for one subscriber */
export function createAnnouncer(limit = 256): Announcer {
  const subscribers = new Set<Mailbox>()
  const taps: ((announcement: Announcement) => void)[] = []
  let announced = 0
  let dropped = 0
  return {
    announce(announcement) {
      announced += 1
      for (const listener of taps) listener(announcement)
      for (const mailbox of subscribers) {
        if (mailbox.put(announcement)) continue
        subscribers.delete(mailbox)
        dropped += 1
      }
    },
    subscribe() {
      const mailbox = createMailbox(limit, () => subscribers.delete(mailbox))
      subscribers.add(mailbox)
      return mailbox
    },
    tap: (listener) => void taps.push(listener),
    counts: () => ({ subscribers: subscribers.size, announced, dropped }),
  }
}

interface Mailbox extends Subscription {
  /** False: it is full, and from now on broken. */
  put(announcement: Announcement): boolean
}

function createMailbox(limit: number, leave: () => void): Mailbox {
  const waiting: Announcement[] = []
  let ended: 'closed' | 'slow' | null = null
  let wake: () => void = () => {}
  const end = (how: 'closed' | 'slow') => {
    ended ??= how
    leave()
    wake()
  }
  async function* listen(): AsyncGenerator<Announcement> {
    try {
      for (;;) {
        if (ended === 'closed') return
        if (ended === 'slow') throw new SlowSubscriberError(`more than ${limit} announcements were waiting`)
        const next = waiting.shift()
        if (next) {
          yield next
          continue
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      end('closed')
    }
  }
  return {
    put(announcement) {
      if (waiting.length >= limit) {
        waiting.length = 0
        end('slow')
        return false
      }
      waiting.push(announcement)
      wake()
      return true
    },
    close: () => end('closed'),
    [Symbol.asyncIterator]: listen,
  }
}
