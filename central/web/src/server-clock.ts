import type { Fetch } from './api/client.ts'

/** Milliseconds since 1970 by the server's clock. */
export type Clock = () => number

/** The Date header counts whole seconds; differences within it are no difference. */
const GRAIN_MS = 2_000

/**
 * Ages on this page decide what people do, and workstation clocks are wrong. So the page takes the server's
 * time from the answers it gets anyway, and counts on from there.
 */
export function createServerClock(local: Clock): { now: Clock; timed: (fetch: Fetch) => Fetch } {
  let ahead = 0
  return {
    now: () => local() + ahead,
    timed: (fetch) => async (path, init) => {
      const response = await fetch(path, init)
      const said = Date.parse(response.headers.get('date') ?? '')
      if (Number.isFinite(said)) {
        const difference = said + 500 - local()
        ahead = Math.abs(difference) < GRAIN_MS ? 0 : difference
      }
      return response
    },
  }
}
