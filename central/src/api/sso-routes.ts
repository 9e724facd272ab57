import { Router } from 'express'
import { z } from 'zod'
import type { SingleSignOn } from '../people/sso.ts'
import { placeOf } from './guard.ts'
import { parsed } from './parsed.ts'
import type { RouteEntry } from './route-list.ts'

const Start = z.strictObject({ banner: z.string().regex(/^[0-9a-f]{64}$/) })
export const ROUTES_SSO: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/sso/start',
    act: null,
    open: true,
    query: Start,
    response: null,
    status: 303,
    summary: 'Sends the browser to the department’s own sign-in; 404 where there is none',
  },
  {
    method: 'GET',
    path: '/sso/callback',
    act: null,
    open: true,
    response: null,
    status: 303,
    summary: 'Where that sign-in sends the browser back to',
  },
]

const COOKIE = 'archway-sso'
const STATE = new RegExp(`(?:^|; )${COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`)

/**
 * GET /api/sso/start and /api/sso/callback, which the provider sends the browser back to. The page finds in its
 * address what came of it. The cookie may come along from another site, unlike the session's: it holds nothing but
 * the name of this very attempt.
 */
export function ssoRoutes(sso: SingleSignOn, secure: boolean): Router {
  const routes = Router()
  const cookie = { httpOnly: true, sameSite: 'lax', secure, path: '/api/sso' } as const
  routes.get('/start', async (request, response) => {
    const { banner } = parsed(Start, request.query)
    const begun = await sso.start(banner, placeOf(request, secure))
    if (!begun.ok) {
      response.redirect(303, `/#login-refused=${begun.error}`)
      return
    }
    response.cookie(COOKIE, begun.value.state, cookie)
    response.redirect(303, begun.value.url)
  })
  routes.get('/callback', async (request, response) => {
    const state = STATE.exec(request.headers.cookie ?? '')?.[1] ?? null
    const query = request.originalUrl.slice(request.originalUrl.indexOf('?'))
    const done = await sso.finish(state, query, placeOf(request, secure))
    response.clearCookie(COOKIE, cookie)
    response.redirect(303, done.ok ? `/#login=${done.value}` : `/#login-refused=${done.error}`)
  })
  return routes
}
