import { LoginRequest } from '@archway/shared/api'
import express, { Router } from 'express'
import type { LoginRefusal, Sessions } from '../people/sessions.ts'
import { CSRF_HEADER, requireCsrf, requireSession, sessionOf, setToken, tokenOf } from './guard.ts'
import { ApiProblem } from './problem.ts'

const MAX_BODY = '8kb'

const REFUSALS: Record<LoginRefusal, [number, string]> = {
  refused: [401, 'The user name or the password is wrong.'],
  locked: [423, 'Too many failures: the account is locked until an administrator releases it.'],
  busy: [503, 'Too many logins at this moment; try again in a few seconds.'],
}

export function loginRoutes(sessions: Sessions, secure: boolean): Router {
  const routes = Router()

  routes.post('/login', express.json({ limit: MAX_BODY }), async (request, response) => {
    // There is no session token yet; the header, or an origin that was checked, keeps foreign forms out.
    if (request.get(CSRF_HEADER) === undefined && request.headers.origin === undefined) {
      throw new ApiProblem(403, `The ${CSRF_HEADER} header is missing.`)
    }
    const asked = LoginRequest.safeParse(request.body)
    if (!asked.success) throw new ApiProblem(400, 'A login is JSON with "user" and "password".')
    const done = await sessions.login(asked.data.user, asked.data.password)
    if (!done.ok) throw new ApiProblem(...REFUSALS[done.error])
    setToken(response, done.value.token, secure)
    response.json(done.value.session)
  })

  routes.get('/session', requireSession(sessions, { secure, extend: true }), (_request, response) => {
    response.json(sessionOf(response))
  })

  routes.post(
    '/logout',
    requireSession(sessions, { secure, extend: false }),
    requireCsrf,
    async (request, response) => {
      const token = tokenOf(request, secure)
      if (token !== null) await sessions.logout(token)
      setToken(response, null, secure)
      response.status(204).end()
    },
  )
  return routes
}
