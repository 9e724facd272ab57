import type { Fetch } from '../api/client.ts'

export const BASE_MAP_URL = '/map.pmtiles'

/** `absent`: the server has none. `broken`: it has something that is not one, or does not serve ranges. */
export type BaseMapState = 'present' | 'absent' | 'broken'

/**
 * Looks at the first bytes rather than at the status alone: a server that answers every path with its page
 * would otherwise look as if it had a map.
 */
export async function findBaseMap(fetch: Fetch): Promise<BaseMapState> {
  const abort = new AbortController()
  const response = await fetch(BASE_MAP_URL, { headers: { range: 'bytes=0-6' }, signal: abort.signal })
  if (response.status === 404 || response.headers.get('content-type')?.startsWith('text/html')) {
    abort.abort()
    return 'absent'
  }
  if (response.status !== 206) {
    // Not a range: the body may be gigabytes, so it is not read.
    abort.abort()
    return 'broken'
  }
  return (await response.text()) === 'PMTiles' ? 'present' : 'broken'
}
