/**
 * One commit for everything that came while the previous one ran: the busier it is, the more a commit
 * carries, and nobody waits for a timer.
 */
export interface GroupCommit<T, R> {
  /** Resolves, after the commit, to the outcome of each item, in order. */
  add(items: readonly T[]): Promise<R[]>
}

interface Part<T, R> {
  readonly items: readonly T[]
  resolve(outcomes: R[]): void
  reject(error: unknown): void
}

/**
 * @param commit gets the items of whole additions; resolves to one outcome an item
 * @param most items a commit may carry, unless a single addition is larger
 */
export function groupCommit<T, R>(
  commit: (items: readonly T[]) => Promise<R[]>,
  most: number,
): GroupCommit<T, R> {
  const waiting: Part<T, R>[] = []
  let running = false

  const settle = async (parts: readonly Part<T, R>[]) => {
    try {
      const outcomes = await commit(parts.flatMap((part) => part.items))
      let from = 0
      for (const part of parts) {
        part.resolve(outcomes.slice(from, from + part.items.length))
        from += part.items.length
      }
    } catch (error) {
      const [only] = parts
      if (only && parts.length === 1) only.reject(error)
      // One addition that cannot be committed must not keep its neighbours from it.
      else for (const part of parts) await settle([part])
    }
  }

  const run = async () => {
    running = true
    while (waiting.length > 0) {
      let size = 0
      const end = waiting.findIndex(({ items }, index) => {
        size += items.length
        return index > 0 && size > most
      })
      await settle(waiting.splice(0, end === -1 ? waiting.length : end))
    }
    running = false
  }

  return {
    add: (items) =>
      new Promise((resolve, reject) => {
        waiting.push({ items, resolve, reject })
        // The turn ends first, so that what arrived together is committed together.
        if (!running) {
          running = true
          queueMicrotask(run)
        }
      }),
  }
}
