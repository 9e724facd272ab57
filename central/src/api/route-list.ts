import type { Act } from '@archway/shared/act'
import type { z } from 'zod'

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
  /** Answers without a session: only what `PUBLIC_ROUTES` names may. */
  readonly open?: true
  readonly summary: string
}

/** All that may answer without a session: signing in, enrolling a unit, and what is for the public. */
export const PUBLIC_ROUTES: ReadonlySet<string> = new Set([
  'GET /login',
  'POST /login',
  'POST /login/step',
  'POST /login/code',
  'POST /login/passkey',
  'POST /login/password',
  'POST /login/receipt',
  'POST /enrol',
  'GET /sso/start',
  'GET /sso/callback',
])
