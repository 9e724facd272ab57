import { Session } from '@archway/shared/api'
import {
  CodeRequest,
  FreshChallenge,
  FreshRequest,
  LoginRequest,
  LoginStep,
  LoginTerms,
  OwnPasswordRequest,
  PasskeyRequest,
  ReceiptRequest,
  TicketRequest,
} from '@archway/shared/api/login'
import express, { type RequestHandler, type Response, Router } from 'express'
import type { z } from 'zod'
import { bannerOf, type Login, type LoginAnswer, type LoginRefusal } from '../people/login.ts'
import type { Reauthentication } from '../people/reauthentication.ts'
import type { Sessions } from '../people/sessions.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import { CSRF_HEADER, placeOf, requireCsrf, requireSession, sessionOf, setToken, tokenOf } from './guard.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const step = (path: string, request: z.ZodType, summary: string): RouteEntry => ({
  method: 'POST',
  path,
  act: null,
  open: true,
  request,
  response: LoginStep,
  summary,
})

export const ROUTES_LOGIN: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/login',
    act: null,
    open: true,
    response: LoginTerms,
    summary: 'What must be accepted before a login',
  },
  step('/login', LoginRequest, 'Begins a login with name and password'),
  step('/login/step', TicketRequest, 'Where a login stands'),
  step('/login/code', CodeRequest, 'The second factor: a code'),
  step('/login/passkey', PasskeyRequest, 'The second factor: a passkey'),
  step('/login/password', OwnPasswordRequest, "Changes a password that was given for one of one's own"),
  step('/login/receipt', ReceiptRequest, 'Signs the receipt of the Special Order'),
  { method: 'GET', path: '/session', act: null, response: Session, summary: 'Who is signed in' },
  {
    method: 'POST',
    path: '/session/challenge',
    act: null,
    response: FreshChallenge,
    summary: 'Begins a repeated login with a passkey',
  },
  {
    method: 'POST',
    path: '/session/fresh',
    act: null,
    request: FreshRequest,
    response: Session,
    summary: 'Password and second factor once more, for what is privileged',
  },
  { method: 'POST', path: '/logout', act: null, response: null, status: 204, summary: 'Ends the session' },
]

/** A passkey's answer is a few kilobytes. */
const MAX_BODY = '32kb'

const REFUSALS: Record<Exclude<LoginRefusal['why'], 'untrained' | 'password'>, [number, string]> = {
  refused: [401, 'The user name or the password is wrong.'],
  'wrong-factor': [401, 'That was not right, or was used before. A code counts once; wait for the next one.'],
  locked: [423, 'Too many failures: the account is locked until an administrator releases it.'],
  busy: [503, 'Too many logins at this moment; try again in a few seconds.'],
  banner: [403, 'The terms of use have changed; read and accept them, then sign in.'],
  ticket: [410, 'This sign-in has taken too long, or was finished; begin again.'],
  receipt: [400, 'Type your name as it is shown, for the order and version that are shown.'],
  disabled: [403, 'This account is disabled; an administrator can enable it.'],
}

function problemOf(refusal: LoginRefusal): ApiProblem {
  if (refusal.why === 'untrained') return new ApiProblem(403, `You may not sign in: ${refusal.detail}.`)
  if (refusal.why === 'password') return new ApiProblem(400, `Choose another password: ${refusal.detail}.`)
  return new ApiProblem(...REFUSALS[refusal.why])
}

export interface LoginRouteMeans {
  readonly login: Login
  readonly sessions: Sessions
  readonly reauthentication: Reauthentication
  readonly policyBook: Pick<PolicyBook, 'current'>
  /** The name of the department's own sign-in; null: there is none. */
  readonly ssoLabel: string | null
  readonly secure: boolean
}

export function loginRoutes(means: LoginRouteMeans): Router {
  const { login, sessions, reauthentication, secure } = means
  const routes = Router()
  const json = express.json({ limit: MAX_BODY })
  const signedIn = requireSession(sessions, { secure, extend: true })

  routes.get('/login', (_request, response) => {
    const terms = bannerOf(means.policyBook.current().policy)
    response.json({ ...terms, sso: means.ssoLabel } satisfies LoginTerms)
  })
  routes.post('/login', ownPage, json, async (request, response) => {
    const { user, password, banner } = body(LoginRequest, request.body, '"user", "password" and "banner"')
    answer(response, await login.begin(user, password, banner, placeOf(request, secure)), secure)
  })
  routes.post('/login/step', ownPage, json, async (request, response) => {
    const { ticket } = body(TicketRequest, request.body, '"ticket"')
    answer(response, await login.step(ticket, placeOf(request, secure)), secure)
  })
  routes.post('/login/code', ownPage, json, async (request, response) => {
    const { ticket, code } = body(CodeRequest, request.body, '"ticket" and "code", six digits')
    answer(response, await login.code(ticket, code, placeOf(request, secure)), secure)
  })
  routes.post('/login/passkey', ownPage, json, async (request, response) => {
    const { ticket, response: shown } = body(PasskeyRequest, request.body, '"ticket" and "response"')
    answer(response, await login.passkey(ticket, shown, placeOf(request, secure)), secure)
  })
  routes.post('/login/password', ownPage, json, async (request, response) => {
    const { ticket, password } = body(OwnPasswordRequest, request.body, '"ticket" and "password"')
    answer(response, await login.password(ticket, password, placeOf(request, secure)), secure)
  })
  routes.post('/login/receipt', ownPage, json, async (request, response) => {
    const { ticket, ...signed } = body(
      ReceiptRequest,
      request.body,
      '"ticket", "number", "version" and "signature"',
    )
    answer(response, await login.receipt(ticket, signed, placeOf(request, secure)), secure)
  })

  routes.get('/session', signedIn, (_request, response) => {
    response.json(sessionOf(response))
  })
  routes.post('/session/challenge', signedIn, requireCsrf, async (request, response) => {
    const { user } = sessionOf(response)
    response.json({ passkey: await reauthentication.challenge(user, placeOf(request, secure)) })
  })
  routes.post('/session/fresh', signedIn, requireCsrf, json, async (request, response) => {
    const asked = body(FreshRequest, request.body, '"password" and one of "code" and "passkey"')
    const token = tokenOf(request, secure) ?? ''
    const { user } = sessionOf(response)
    const done = await reauthentication.prove(user, token, asked, placeOf(request, secure))
    if (!done.ok) {
      // 401 would tell the page that its session is over.
      const [status, detail] = REFUSALS[done.error]
      throw new ApiProblem(status === 401 ? 403 : status, detail)
    }
    response.json(await sessions.find(token, true, null))
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

/** There is no session token yet; the header, or an origin that was checked, keeps foreign forms out. */
const ownPage: RequestHandler = (request, _response, next) => {
  if (request.get(CSRF_HEADER) === undefined && request.headers.origin === undefined) {
    throw new ApiProblem(403, `The ${CSRF_HEADER} header is missing.`)
  }
  next()
}

function body<T>(schema: z.ZodType<T>, given: unknown, what: string): T {
  const asked = schema.safeParse(given)
  if (!asked.success) throw new ApiProblem(400, `This takes JSON with ${what}.`)
  return asked.data
}

function answer(response: Response, done: LoginAnswer, secure: boolean): void {
  if (!done.ok) throw problemOf(done.error)
  if (done.value.token !== null) setToken(response, done.value.token, secure)
  response.json(done.value.step)
}
