import type { z } from 'zod'
import { parseAs, readAnswer } from './answer.ts'
import type { Fetch } from './client.ts'
import { ApiFailure } from './failure.ts'

/** Asks the API: a GET, or with a body a POST. Throws an `ApiFailure` that says what to do. */
export type Ask = <T>(path: string, schema: z.ZodType<T>, what: string, body?: unknown) => Promise<T>

/** @param csrf of the session */
export function createAsk(fetch: Fetch, csrf: string): Ask {
  const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-archway-csrf': csrf }
  return async (path, schema, what, body) => {
    const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
    let response: Response
    try {
      response = await fetch(`/api${path}`, sent)
    } catch (cause) {
      const hint = 'Check the network of this workstation, and try again. What you typed is still here.'
      throw new ApiFailure('unreachable', 'The server does not answer.', hint, { cause })
    }
    // Done, and nothing more to say.
    if (response.status === 204) return parseAs(schema, undefined, what)
    return readAnswer(response, schema, what)
  }
}
