import type { Clock } from './clock.ts'

/** A clock that stands still except where someone waits: then it is at once as late as they waited for. */
export function leapingClock(start = Date.UTC(2026, 0, 1)): Clock {
  let now = start
  return {
    now: () => now,
    async until(time, signal) {
      // A turn of the event loop, so that an abort can come while someone "waits".
      await new Promise((resolve) => setImmediate(resolve))
      if (!signal.aborted) now = Math.max(now, time)
    },
  }
}
