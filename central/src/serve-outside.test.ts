import { request } from 'node:http'
import { Problem, Session } from '@archway/shared/api'
import { uuid7 } from '@archway/shared/id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, finishLogin, signIn } from './browser.fixture.ts'
import { acceptedOf, sendPassing } from './passing.fixture.ts'
import type { Central, Unit } from './serve.fixture.ts'
import { random } from './store/judged.fixture.ts'
import { openStreet, PLATE, type Street, soon } from './street.fixture.ts'

let central: Central
let kim: Browser
let unit: Unit
let password: string
let url: Street['url']
beforeAll(async () => {
  ;({ central, kim, unit, password, url } = await openStreet())
})
afterAll(() => central.close())

const banner = async () => ((await (await fetch(`${url()}/api/login`)).json()) as { digest: string }).digest

describe('what the API refuses', () => {
  const problem = async (answer: Response) => {
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    return Problem.parse(await answer.json())
  }

  test.each([
    '/api/session',
    '/api/alerts',
    '/api/units',
    '/api/summary',
    '/api/events',
    '/api/images/x',
    '/api/nothing',
  ])('GET %s without a session', async (path) => {
    const answer = await fetch(url() + path, { headers: { cookie: `archway=${'A'.repeat(43)}` } })
    expect(answer.status).toBe(401)
    expect((await problem(answer)).status).toBe(401)
  })

  test('a wrong name and a wrong password look the same', async () => {
    const attempt = async (user: string) => {
      const answer = await fetch(`${url()}/api/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-archway-csrf': 'login' },
        body: JSON.stringify({ user, password: 'wrong password', banner: await banner() }),
      })
      return [answer.status, await answer.text()]
    }
    expect(await attempt('kim')).toEqual(await attempt('nobody'))
  })

  test('a change without the session’s token, or from a page of another site', async () => {
    const id = uuid7(Date.now(), random)
    const path = `/api/alerts/${id}/acknowledge`
    expect((await kim.post(path, {})).status).toBe(403)
    expect((await kim.post(path, { 'x-archway-csrf': `${kim.csrf.slice(0, -1)}!` })).status).toBe(403)
    expect(
      (await kim.post(path, { 'x-archway-csrf': kim.csrf, origin: 'https://evil.example' })).status,
    ).toBe(403)
    expect((await kim.post(path, { 'x-archway-csrf': kim.csrf, origin: url() })).status).toBe(404)
    const login = await fetch(`${url()}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'kim', password, banner: await banner() }),
    })
    expect(login.status).toBe(403)
    expect((await problem(login)).detail).toContain('header is missing')
  })

  test('garbage of every kind is answered 4xx, in the one form of errors', async () => {
    const json = { 'content-type': 'application/json', 'x-archway-csrf': 'login' }
    const post = (path: string, body: string, headers: Record<string, string> = json) =>
      fetch(url() + path, { method: 'POST', headers, body })
    const answers = [
      await post('/api/login', '{'),
      await post('/api/login', '[]'),
      await post('/api/login', JSON.stringify({ user: 'kim', password, extra: 1 })),
      await post('/api/login', JSON.stringify({ user: { $gt: '' }, password: 'x' })),
      await post('/api/login', 'user=kim', { ...json, 'content-type': 'text/plain' }),
      await post('/api/login', JSON.stringify({ user: 'kim', password: 'x'.repeat(100_000) })),
      await post('/api/enrol', '{"code":"x","csr":"y"}'),
      await post('/api/enrol', JSON.stringify({ code: `a.${'b'.repeat(32)}.${'0'.repeat(64)}`, csr: 'x' })),
      await kim.get('/api/alerts?limit=0'),
      await kim.get('/api/alerts?before=x'),
      await kim.get('/api/alerts?unknown=1'),
      await kim.get('/api/alerts?state=raised&state=closed'),
      await kim.get('/api/alerts/%E0%A4%A'),
      await kim.get('/api/images/..%2f..%2fledger.db'),
      await kim.get('/api/nothing'),
      await kim.get('/..%2f..%2fcentral.yaml'),
    ]
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      const text = JSON.stringify(await problem(answer))
      expect(text).not.toMatch(/node_modules|at \w+ \(|\.ts/)
    }
  })

  test('a session without the role sees no alert, image or live stream', async () => {
    const admin = await central.addPerson('admin1', ['it-administrator'])
    const browser = await signIn(url(), 'admin1', admin)
    expect(Session.parse(await (await browser.get('/api/session')).json()).roles).toEqual([
      'it-administrator',
    ])
    for (const path of ['/api/alerts', `/api/images/${uuid7(Date.now(), random)}`, '/api/events']) {
      expect((await browser.get(path)).status).toBe(403)
    }
    expect((await browser.get('/api/units')).status).toBe(200)
  })

  test('a name that is not this server’s', async () => {
    const status = await new Promise((resolve) => {
      const { hostname, port } = new URL(url())
      request({ hostname, port, path: '/api/session', headers: { host: 'evil.example' } }, (answer) => {
        resolve(answer.statusCode)
        answer.resume()
      }).end()
    })
    expect(status).toBe(421)
  })

  test('after a logout the cookie opens nothing', async () => {
    const browser = await signIn(url(), 'kim', password)
    expect((await browser.post('/api/logout', {})).status).toBe(403)
    const bye = await browser.post('/api/logout')
    expect(bye.status).toBe(204)
    expect((await browser.get('/api/session')).status).toBe(401)
  })
})

describe('what is seen from outside', () => {
  test('headers: no framework, no framing, only our own script; the cookie is closed to scripts', async () => {
    const answer = await fetch(`${url()}/api/session`)
    expect(answer.headers.get('x-powered-by')).toBeNull()
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    const login = await finishLogin(url(), 'kim', password)
    expect(login.headers.get('set-cookie')).toMatch(/^archway=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(login.headers.get('cache-control')).toBe('no-store')
  })

  test('health says which part is not well; metrics are counts without plates', async () => {
    const { read } = await sendPassing(unit, PLATE)
    await soon(() => expect(acceptedOf(unit)).toContain(read.id))
    const health = await fetch(`${url()}/healthz`)
    expect(health.status).toBe(200)
    const text = await (await fetch(`${url()}/metrics`)).text()
    expect(text).toMatch(/^archway_stored_reads [1-9]/m)
    expect(text).toMatch(/^archway_ingest_reads_stored [1-9]/m)
    expect(text).toMatch(/^archway_hotlist_version 2/m)
    expect(text).not.toContain(PLATE)
    const proxied = await fetch(`${url()}/metrics`, { headers: { 'x-forwarded-for': '192.0.2.1' } })
    expect(proxied.status).toBe(403)
  })
})
