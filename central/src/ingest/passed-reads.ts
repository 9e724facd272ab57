import type { Uuid7 } from '@archway/shared/id'

/**
 * Ids of Reads that hit nothing and were not kept, so that their images, which come after them, are refused at once
 * and not waited for. After a restart they are waited for, as those of any Read that nobody knows.
 */
export interface PassedReads {
  add(read: Uuid7): void
  has(read: Uuid7): boolean
}

/** Ten minutes of a fleet's Reads, at a few megabytes. */
const REMEMBERED = 100_000

export function passedReads(most = REMEMBERED): PassedReads {
  const ids = new Set<Uuid7>()
  return {
    add(read) {
      ids.add(read)
      if (ids.size <= most) return
      const [oldest] = ids
      if (oldest !== undefined) ids.delete(oldest)
    },
    has: (read) => ids.has(read),
  }
}
