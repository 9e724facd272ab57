import { setImmediate as nextRound } from 'node:timers/promises'

/** Work that takes a minute, cut so that the thread's other tasks, answers of the ledger among them, get their turn. */
export interface Pace {
  /** Whether the thread was held for so long that the others are due. */
  isDue(): boolean
  letOthers(): Promise<void>
}

/** @param ms that the thread is held at once */
export function paceOf(ms: number): Pace {
  let from = performance.now()
  return {
    isDue: () => performance.now() - from >= ms,
    async letOthers() {
      await nextRound()
      from = performance.now()
    },
  }
}
