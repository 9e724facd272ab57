import type { Database } from 'better-sqlite3'

/**
 * How long the right to write is held at once, and how long it is then left to others. Whoever finds the file locked looks
 * again after 1, 2, 5, 10, 15 and 20 ms (SQLite's own patience, which then grows): after a hold of up to 53 ms a pause of 20 is
 * one that they cannot miss.
 */
const HOLD_MS = 40
const PAUSE_MS = 20

/** Transactions that are short and leave room between them, for writing much beside others. */
export interface ShortHolds {
  /**
   * Runs `write` as one transaction that holds the right to write from its beginning.
   * @param isMuch one of many: what it wrote is brought into the file after the hold, and need not survive a power cut
   *   until something else was committed
   * @param write must return soon after `isTimeUp` says so
   */
  hold<T>(isMuch: boolean, write: (isTimeUp: () => boolean) => T): T
}

export function shortHolds(db: Database): ShortHolds {
  let released = Number.NEGATIVE_INFINITY
  const transaction = db.transaction((write: (isTimeUp: () => boolean) => unknown) => {
    const from = performance.now()
    return write(() => performance.now() - from >= HOLD_MS)
  })

  const usual = db.pragma('wal_autocheckpoint', { simple: true })
  return {
    hold<T>(isMuch: boolean, write: (isTimeUp: () => boolean) => T): T {
      pause(released + PAUSE_MS - performance.now())
      if (isMuch) {
        // The next commit that writes through writes through all before it: they stand in the same log.
        db.pragma('synchronous = NORMAL')
        db.pragma('wal_autocheckpoint = 0')
      }
      try {
        return transaction.immediate(write) as T
      } finally {
        released = performance.now()
        if (isMuch) {
          db.pragma('synchronous = FULL')
          db.pragma(`wal_autocheckpoint = ${usual}`)
          // Here, where the lock is free already, and not in the next commit of whoever comes.
          db.pragma('wal_checkpoint(PASSIVE)')
        }
      }
    },
  }
}

/** A synchronous driver can pause only by holding its thread; the lock on the file is free meanwhile. */
function pause(ms: number): void {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
