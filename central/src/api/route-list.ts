import type { z } from 'zod'
import type { Act } from '../people/acts.ts'

/** One route of the API, as its documentation and the tests of it need to know it. */
export interface RouteEntry {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Under `/api`, with parameters in braces: `/cases/{number}/close`. */
  readonly path: string
  /** Null: whoever is signed in. */
  readonly act: Act | null
  readonly request?: z.ZodType
  readonly query?: z.ZodType
  /** Null: an answer without a body. */
  readonly response: z.ZodType | null
  readonly status?: number
  /** What the answer is, where it is not JSON. */
  readonly content?: 'image/jpeg' | 'text/event-stream' | 'text/html' | 'text/csv' | 'application/zip'
  readonly summary: string
}
