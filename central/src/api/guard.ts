import { timingSafeEqual } from 'node:crypto'
import { type Act, mayDo, rolesFor } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { sha256 } from '@archway/shared/signing'
import type { Request, RequestHandler, Response } from 'express'
import type { UseLog } from '../ledger/use-log.ts'
import type { LoginPlace } from '../people/login.ts'
import type { Sessions } from '../people/sessions.ts'
import { ApiProblem, LOGIN_AGAIN } from './problem.ts'

/** `__Host-` binds the cookie to this very host and to TLS; a browser refuses it over plain HTTP. */
const cookieName = (secure: boolean) => (secure ? '__Host-archway' : 'archway')
const TOKEN = /^[A-Za-z0-9_-]{43}$/
const LONGEST_COOKIE_HEADER = 8192

export const CSRF_HEADER = 'x-archway-csrf'

export function tokenOf(request: Request, secure: boolean): string | null {
  const header = request.headers.cookie ?? ''
  if (header.length > LONGEST_COOKIE_HEADER) return null
  for (const pair of header.split(';')) {
    const [name, value = ''] = pair.trim().split('=', 2)
    if (name === cookieName(secure) && TOKEN.test(value)) return value
  }
  return null
}

export function setToken(response: Response, token: string | null, secure: boolean): void {
  response.cookie(cookieName(secure), token ?? '', {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
    ...(token === null ? { maxAge: 0 } : {}),
  })
}

/** From where a request comes, as far as it can be known. The host was checked: see `requireOwnHost`. */
export const placeOf = (request: Request, secure: boolean): LoginPlace => ({
  address: request.ip ?? '',
  agent: sha256(request.get('user-agent') ?? ''),
  origin: `${secure ? 'https' : 'http'}://${request.headers.host ?? ''}`,
})

/** The session that a request of `/api` was let in with. */
export function sessionOf(response: Response): Session {
  const session: unknown = response.locals.session
  if (!session) throw new Error('a route that needs a session was reached without one')
  return session as Session
}

/** Lets a request through that has a live session; anything else is answered 401. */
export function requireSession(
  sessions: Pick<Sessions, 'find'>,
  { secure, extend }: { secure: boolean; extend: boolean },
): RequestHandler {
  return async (request, response, next) => {
    const token = tokenOf(request, secure)
    const session = token === null ? null : await sessions.find(token, extend, placeOf(request, secure))
    if (!session) throw new ApiProblem(401, 'You are not signed in, or your session has ended.')
    response.locals.session = session
    next()
  }
}

/** Lets through who may do it. An attempt that is refused is in the use log before the answer leaves. */
export function requireAct(
  act: Act,
  { uses, now }: { readonly uses: Pick<UseLog, 'logUse'>; readonly now: () => number },
): RequestHandler {
  return async (request, response, next) => {
    const { user, roles } = sessionOf(response)
    if (!mayDo(roles, act)) {
      const detail = `refused: ${roles.join(', ') || 'no role'} may not`
      const subject = request.originalUrl.split('?', 1)[0]?.slice(0, 200) ?? null
      await uses.logUse({ at: now(), who: user, action: act, outcome: 'failure', subject, detail })
      throw new ApiProblem(403, `This needs one of the roles ${rolesFor(act).join(', ')}.`)
    }
    next()
  }
}

/** For privileged acts: a login, or a repeated one, of a few minutes ago (POST /api/session/fresh). */
export const requireFresh =
  ({ now }: { readonly now: () => number }): RequestHandler =>
  (_request, response, next) => {
    if (sessionOf(response).freshUntil <= now()) {
      throw new ApiProblem(403, 'This needs your password and second factor once more.', LOGIN_AGAIN)
    }
    next()
  }

/** Every change needs the session's own token in a header, which no foreign page can send or know. */
export const requireCsrf: RequestHandler = (request, response, next) => {
  const given = Buffer.from(request.get(CSRF_HEADER) ?? '')
  const wanted = Buffer.from(sessionOf(response).csrf)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new ApiProblem(403, `The ${CSRF_HEADER} header is missing or wrong; load the page again.`)
  }
  next()
}

/**
 * A request must name this server as its host (a page elsewhere whose name was pointed here does not), and a
 * change must come from a page of this very origin, if it comes from a browser at all.
 * @param names host names and addresses of this server
 */
export function requireOwnHost(names: readonly string[], secure: boolean): RequestHandler {
  const own = new Set(['localhost', '127.0.0.1', '[::1]', ...names.map((name) => hostName(name))])
  return (request, _response, next) => {
    const host = request.headers.host ?? ''
    if (!own.has(host.replace(/:\d+$/, '').toLowerCase())) {
      throw new ApiProblem(
        421,
        'This server does not answer to that name; add it to "names" in its configuration.',
      )
    }
    const origin = request.headers.origin
    const isChange = request.method !== 'GET' && request.method !== 'HEAD'
    if (isChange && origin !== undefined && origin !== `${secure ? 'https' : 'http'}://${host}`) {
      throw new ApiProblem(403, 'The request comes from a page of another site.')
    }
    next()
  }
}

const hostName = (name: string) => (name.includes(':') ? `[${name}]` : name).toLowerCase()
