import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Problem, Session } from '@archway/shared/api'
import { LoginStep, LoginTerms } from '@archway/shared/api/login'
import express from 'express'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Department, MINUTE, openDepartment, PASSWORD } from '../people/login.fixture.ts'
import { codeAt } from '../people/people.fixture.ts'
import { loginRoutes } from './login-routes.ts'
import { problemHandler } from './problem.ts'

let at: Department
let server: Server
let url: string
let faults: unknown[]

beforeEach(async () => {
  at = await openDepartment()
  await at.add('kim', ['operator'])
  faults = []
  const policyBook = { current: () => ({ n: 1, version: 'test', policy: at.policy }) }
  const means = { ...at.people, policyBook, ssoLabel: 'the city', secure: false }
  const app = express()
    .use('/api', loginRoutes(means))
    .use(problemHandler((error) => faults.push(error)))
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await at.close()
})

const post = (path: string, body: string | object, headers: Record<string, string> = {}) =>
  fetch(`${url}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-archway-csrf': 'login', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const terms = async () => LoginTerms.parse(await (await fetch(`${url}/login`)).json())
const begin = async () => {
  const { digest } = await terms()
  const step = LoginStep.parse(
    await (await post('login', { user: 'kim', password: PASSWORD, banner: digest })).json(),
  )
  if (step.step !== 'enrol') throw new Error(step.step)
  return step
}

describe('signing in over the API', () => {
  test('terms, password, enrolment, session; only the last step sets a cookie', async () => {
    expect(await terms()).toMatchObject({ banner: at.policy.login.banner, sso: 'the city' })
    const { ticket, secret } = await begin()
    const wrong = await post('login/code', { ticket, code: '000000' })
    expect([wrong.status, wrong.headers.getSetCookie()]).toEqual([401, []])
    const done = await post('login/code', { ticket, code: codeAt(secret, at.now) })
    const cookie = done.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const step = LoginStep.parse(await done.json())
    if (step.step !== 'done') throw new Error(step.step)
    const session = await fetch(`${url}/session`, { headers: { cookie } })
    expect(Session.parse(await session.json())).toEqual(step.session)

    const own = { cookie, 'x-archway-csrf': step.session.csrf }
    expect((await post('session/fresh', { password: PASSWORD, code: '000000' }, { cookie })).status).toBe(403)
    at.now += 6 * MINUTE
    const bad = await post('session/fresh', { password: PASSWORD, code: '000000' }, own)
    // Not 401: the session goes on.
    expect(bad.status).toBe(403)
    const fresh = await post('session/fresh', { password: PASSWORD, code: codeAt(secret, at.now) }, own)
    expect(Session.parse(await fresh.json()).freshUntil).toBe(at.now + 5 * MINUTE)
    expect(await (await post('session/challenge', {}, own)).json()).toEqual({ passkey: null })
    expect((await post('logout', {}, own)).status).toBe(204)
    expect((await fetch(`${url}/session`, { headers: { cookie } })).status).toBe(401)
  })

  test('the banner of another time, a foreign form and a swapped browser get nowhere', async () => {
    const login = { user: 'kim', password: PASSWORD, banner: 'a'.repeat(64) }
    expect((await post('login', login)).status).toBe(403)
    const bare = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    for (const path of ['login', 'login/step', 'login/code', 'login/passkey', 'login/receipt']) {
      expect((await fetch(`${url}/${path}`, bare)).status, path).toBe(403)
    }
    const { ticket, secret } = await begin()
    const code = codeAt(secret, at.now)
    expect((await post('login/code', { ticket, code }, { 'user-agent': 'another' })).status).toBe(410)
    expect((await post('login/step', { ticket }, { 'user-agent': 'another' })).status).toBe(410)
    expect((await post('login/receipt', { ticket, number: '1', version: '1', signature: 'x' })).status).toBe(
      410,
    )
    expect((await post('login/passkey', { ticket, response: {} })).status).toBe(410)
    expect((await post('login/code', { ticket, code })).status).toBe(200)
    expect((await post('login/code', { ticket, code })).status).toBe(410)
  })

  test('the ways of not being let in are told apart only to who proved who they are', async () => {
    const { digest } = await terms()
    const attempt = async (user: string, password: string) => {
      const answer = await post('login', { user, password, banner: digest })
      return [answer.status, await answer.text()]
    }
    await at.ledger.disablePerson('kim', 'left', at.now, 'it')
    expect(await attempt('kim', 'wrong')).toEqual(await attempt('nobody', 'wrong'))
    expect((await attempt('kim', PASSWORD))[0]).toBe(403)
  })

  test('whatever is sent: a clear 4xx in the one form of errors, and no fault of ours', async () => {
    const { ticket } = await begin()
    const path = fc.constantFrom('login', 'login/step', 'login/code', 'login/passkey', 'login/receipt')
    const hostile = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record({ ticket: fc.constant(ticket), response: fc.dictionary(fc.string(), fc.jsonValue()) })
        .map((v) => JSON.stringify(v)),
      fc
        .record({ user: fc.string(), password: fc.string(), banner: fc.string() })
        .map((v) => JSON.stringify(v)),
      fc.record({ ticket: fc.constant(ticket), code: fc.jsonValue() }).map((v) => JSON.stringify(v)),
    )
    await fc.assert(
      fc.asyncProperty(path, hostile, async (to, body) => {
        const answer = await post(to, body)
        // Asking where a login stands is the one thing that a ticket alone may do.
        if (answer.status === 200) return expect(to).toBe('login/step')
        expect([400, 401, 403, 410, 423]).toContain(answer.status)
        expect(JSON.stringify(Problem.parse(await answer.json()))).not.toMatch(/node_modules|at \w+ \(|\.ts/)
      }),
      { numRuns: 60 },
    )
    expect((await post('login', `{"user":"${'x'.repeat(100_000)}"}`)).status).toBe(413)
    expect((await post('login', '{}', { 'content-type': 'text/plain' })).status).toBe(400)
    expect(faults).toEqual([])
  })
})
