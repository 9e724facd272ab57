import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Problem } from '@archway/shared/api'
import { Roster } from '@archway/shared/api/people'
import { UsePage } from '@archway/shared/api/review'
import { Role } from '@archway/shared/role'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RouteEntry } from './api/route-list.ts'
import { ROUTES } from './api/routes.ts'
import { verifyAudit } from './command/audit-commands.ts'
import { type Browser, type Central, signIn, startCentral } from './serve.fixture.ts'

/** Requests beyond counting: the limits have a test of their own. */
const FREE = 'http: { port: 0, rate: { address: 1000000, session: 1000000, login: 10000 } }\n'
const MEGABYTES_10 = 10 * 2 ** 20
const ID = '019ca945-0a00-7a2d-9ccc-2502b367a53e'

let central: Central
let all: Browser
let officer: Browser
let officerPassword = ''

beforeAll(async () => {
  central = await startCentral(FREE)
  await central.importPlates('SEC7RET')
  await central.addUnit('fixed-1', 'fixed')
  all = await signIn(url(), 'all', await central.addPerson('all', Role.options))
  officerPassword = await central.addPerson('off', ['officer'])
  officer = await signIn(url(), 'off', officerPassword)
})
afterAll(() => central.close())

const url = () => central.serving.http
/** Ends the session that the others of this file use. */
const ENDS = new Set(['POST /logout', 'POST /password'])
const nameOf = ({ method, path }: RouteEntry) => `${method} ${path}`
const closed = ROUTES.filter((route) => !route.open && route.content !== 'text/event-stream')
const at = (path: string, part = ID) => `/api${path.replaceAll(/\{\w+\}/g, part)}`

const send = (
  { method, path }: Pick<RouteEntry, 'method' | 'path'>,
  {
    who = all,
    part,
    query = '',
    headers = {},
    body,
  }: {
    who?: Pick<Browser, 'cookie' | 'csrf'>
    part?: string
    query?: string
    headers?: Record<string, string>
    body?: RequestInit['body']
  } = {},
) =>
  fetch(url() + at(path, part) + query, {
    method,
    headers: {
      cookie: who.cookie,
      'x-archway-csrf': who.csrf,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })

/** A refusal as it must be: of the client's fault, in one shape, without a word of how the program is made. */
async function refusal(answer: Response, what: string): Promise<Problem> {
  const text = await answer.text()
  expect(answer.status, `${what}: ${text}`).toBeGreaterThanOrEqual(400)
  expect(answer.status, `${what}: ${text}`).toBeLessThan(500)
  expect(answer.headers.get('content-type'), what).toContain('application/problem+json')
  expect(answer.headers.get('cache-control'), what).toBe('no-store')
  expect(text, what).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(|SQLITE|SqliteError|ZodError|SyntaxError/)
  expect(text.length, what).toBeLessThan(4000)
  return Problem.parse(JSON.parse(text))
}
/** Whatever came of it, it was no fault of ours. */
async function noFault(answer: Response, what: string): Promise<void> {
  if (answer.status >= 400) await refusal(answer, what)
  else await answer.arrayBuffer()
}

const usesLike = async (query: string) =>
  UsePage.parse(await (await all.get(`/api/uses?${query}`)).json()).uses

/** Some at a time: a browser does no less, and one after the other would take minutes. */
async function together<T>(items: readonly T[], ask: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 8) await Promise.all(items.slice(from, from + 8).map(ask))
}

describe('what is answered', () => {
  test('is what the description says, wherever nothing need be known to ask', async () => {
    const asked = ROUTES.filter(
      ({ method, path, content }) =>
        method === 'GET' && !path.includes('{') && content === undefined && !path.startsWith('/sso'),
    )
    for (const route of asked) {
      const answer = await send(route)
      // What needs a query says so, in the one shape; everything else answers.
      if (answer.status === 400) {
        expect(route.query, nameOf(route)).toBeDefined()
        await refusal(answer, nameOf(route))
        continue
      }
      expect(answer.status, nameOf(route)).toBe(route.status ?? 200)
      const parsed = route.response?.safeParse(await answer.json())
      expect(parsed?.error?.issues ?? [], nameOf(route)).toEqual([])
    }
  })

  test('says which kind of problem it is', async () => {
    const types = async (answer: Promise<Response>) => (await refusal(await answer, '')).type
    expect(await types(fetch(`${url()}/api/alerts`))).toBe('urn:archway:not-signed-in')
    expect(await types(all.get('/api/nothing'))).toBe('urn:archway:not-found')
    expect(await types(all.get('/api/alerts?limit=no'))).toBe('urn:archway:not-understood')
    expect(await types(officer.get('/api/uses'))).toBe('urn:archway:not-allowed')
  })

  test('carries the headers that keep it where it belongs', async () => {
    const answer = await all.get('/api/session')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
    })
    expect(answer.headers.has('x-powered-by')).toBe(false)
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  })
})

describe('who asks', { timeout: 60_000 }, () => {
  test('promise 18: without a session nothing is answered but what is for everybody', async () => {
    for (const route of closed) {
      const answer = await send(route, { who: { cookie: '', csrf: '' } })
      expect(answer.status, nameOf(route)).toBe(401)
      await refusal(answer, nameOf(route))
    }
  })

  test('promise 23: an act of another office is refused, and the attempt is in the use log', async () => {
    const lines = async () => (await usesLike('who=off&outcome=failure&limit=200')).length
    const before = await lines()
    const forbidden = closed.filter(({ act }) => act !== null && act !== 'alert-list' && !OFFICERS.has(act))
    for (const route of forbidden) {
      const answer = await send(route, { who: officer })
      expect(answer.status, nameOf(route)).toBe(403)
      await refusal(answer, nameOf(route))
    }
    expect(await lines()).toBe(Math.min(200, before + forbidden.length))
  })

  test('a change needs the token of this very session: none, a wrong one and that of another are refused', async () => {
    for (const route of closed.filter(({ method }) => method === 'POST')) {
      for (const csrf of ['', 'x'.repeat(43), officer.csrf]) {
        const answer = await send(route, { who: { cookie: all.cookie, csrf } })
        expect(answer.status, `${nameOf(route)} with ${csrf || 'none'}`).toBe(403)
        await refusal(answer, nameOf(route))
      }
    }
  })

  test('a page of another site changes nothing', async () => {
    for (const route of closed.filter(({ method }) => method === 'POST').slice(0, 5)) {
      expect((await send(route, { headers: { origin: 'https://elsewhere.example' } })).status).toBe(403)
    }
  })

  test('a cookie that is made up, cut, doubled or taken to another browser opens nothing', async () => {
    const [name = '', token = ''] = officer.cookie.split('=')
    const cookies = [
      `${name}=`,
      `${name}=${'A'.repeat(43)}`,
      `${name}=${token.slice(0, -1)}`,
      `${name}=${token}x`,
      `${name}=../../etc/passwd`,
      `${name}=${'x'.repeat(7000)}`,
    ]
    for (const cookie of cookies)
      expect((await send(SESSION, { who: { cookie, csrf: '' } })).status).toBe(401)
    const elsewhere = await send(SESSION, { who: officer, headers: { 'user-agent': 'another browser' } })
    expect(elsewhere.status).toBe(401)
    // It ended with that: whoever took it has nothing, and its owner signs in anew.
    expect((await send(SESSION, { who: officer })).status).toBe(401)
    officer = await signIn(url(), 'off', officerPassword)
  })

  test('a session that was left is left: the same request, played again, opens nothing', async () => {
    const kim = await signIn(url(), 'kim', await central.addPerson('kim', ['operator']))
    expect((await kim.post('/api/logout')).status).toBe(204)
    expect((await kim.post('/api/logout')).status).toBe(401)
    expect((await kim.get('/api/alerts')).status).toBe(401)
  })
})

const SESSION = { method: 'GET', path: '/session' } as const
const OFFICERS = new Set([
  'alert-view',
  'alert-dispose',
  'image-view',
  'entry-propose',
  'recall-confirm',
  'unit-view',
])

describe('hostile input', { timeout: 120_000 }, () => {
  const takers = closed.filter((route) => route.method === 'POST' && !ENDS.has(nameOf(route)))
  const withBody = [...takers, ...ROUTES.filter(({ open, method }) => open && method === 'POST')].filter(
    ({ request }) => request,
  )

  test('no body, no JSON, another encoding, broken UTF-8, a wrong kind: each is refused', async () => {
    const bodies: [string, RequestInit['body'], Record<string, string>?][] = [
      ['cut JSON', '{"a":'],
      ['null', 'null'],
      ['a prototype', '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}'],
      ['no JSON', 'drop table'],
      ['a word', '"word"'],
      ['a list', '[]'],
      ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
      [
        'XML',
        '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        { 'content-type': 'application/xml' },
      ],
      ['a form', 'a=1&b=2', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['another charset', '{}', { 'content-type': 'application/json; charset=ebcdic' }],
      ['said to be gzip', 'not gzip', { 'content-encoding': 'gzip' }],
      ['unknown encoding', '{}', { 'content-encoding': 'zip' }],
      ['deep', `${'['.repeat(1500)}${']'.repeat(1500)}`],
    ]
    // Each route has a parser of its own; what a parser does with each of these is the same for all.
    for (const [at, route] of withBody.entries()) {
      await together(at < 3 ? bodies : bodies.slice(0, 4), async ([what, body, headers]) => {
        const answer = await send(route, { body, ...(headers ? { headers } : {}) })
        await refusal(answer, `${nameOf(route)}, ${what}`)
      })
    }
  })

  test('ten megabytes, plain or as a small gzip, are refused unread', async () => {
    const large = JSON.stringify({ note: 'x'.repeat(MEGABYTES_10) })
    const bomb = gzipSync(Buffer.alloc(MEGABYTES_10, 0x20))
    expect(bomb.length).toBeLessThan(20_000)
    for (const route of withBody) {
      const zipped = await send(route, { body: bomb, headers: { 'content-encoding': 'gzip' } })
      expect(zipped.status, nameOf(route)).toBe(413)
      expect((await refusal(zipped, nameOf(route))).type).toBe('urn:archway:too-large')
    }
    // The connection may be cut before the answer is read; then nothing was taken either.
    const plain = await send(withBody[0] ?? SESSION, { body: large }).catch(() => null)
    if (plain) expect(plain.status).toBe(413)
  })

  test('a path with tricks is nothing that is there', async () => {
    const parts = [
      '..%2f..%2fetc%2fpasswd',
      '%00',
      '%ff',
      "x'%20OR%201=1--",
      'x'.repeat(5000),
      '%E0%A4%A',
      '-1',
      '1e309',
      ID.toUpperCase(),
    ]
    for (const route of closed.filter(({ path }) => path.includes('{'))) {
      for (const part of parts)
        await noFault(await send(route, { part }), `${nameOf(route)} with ${part.slice(0, 40)}`)
    }
  })

  test('a query with tricks is refused, or asks for nothing more', async () => {
    const values = ['-1', '0', '1e9', 'NaN', '%00', '%ff', "'%20OR%201=1--", 'x'.repeat(3000), '[]', '']
    let turn = 0
    for (const route of closed.filter(({ query, method }) => query && method === 'GET')) {
      const names = ['limit', 'before', 'state', 'unknown', '__proto__', 'limit[$gt]']
      const asked = names.flatMap((name, of) =>
        [0, 1].map((n) => `?${name}=${values[(of * 2 + n + turn) % values.length]}`),
      )
      turn += 1
      await together([...asked, '?limit=1&limit=2'], async (query) => {
        await noFault(await send(route, { query }), `${nameOf(route)}${query.slice(0, 40)}`)
      })
    }
  })

  test('whatever JSON is sent, what is wrong with it is said and nothing fails', async () => {
    const strange = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>(
        "'; DROP TABLE use_log; --",
        '../../keys/master.key',
        '\u0000',
        'x'.repeat(2000),
        -1,
        1e308,
        2 ** 53,
        [],
        {},
      ),
    )
    for (const route of withBody) {
      const fields = fieldsOf(route)
      const body = fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.dictionary(fc.constantFrom(...fields, 'unknown'), strange, { maxKeys: 6 }),
      )
      for (const given of fc.sample(body, { numRuns: 5, seed: 4 })) {
        await noFault(
          await send(route, { body: JSON.stringify(given) }),
          `${nameOf(route)} ${JSON.stringify(given).slice(0, 200)}`,
        )
      }
    }
  })

  test('a path as no browser writes it leads to no file', async () => {
    const { port } = new URL(url())
    const paths = [
      '/../../keys/master.key',
      '/..%2f..%2fkeys%2fmaster.key',
      '/assets/..%2f..%2f..%2fcentral.yaml',
      '/assets/%2e%2e/%2e%2e/ledger.db',
      '/assets/%00',
      '//etc/passwd',
      '/api//../../central.yaml',
      '/api/alerts/../../../ledger.db',
    ]
    // 503: any other path is the page's, which is not built here.
    for (const path of paths) {
      const answer = await raw(
        Number(port),
        `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
      )
      expect(answer, path).toMatch(/^HTTP\/1\.1 (4\d\d|503) /)
      expect(answer, path).not.toMatch(/SQLite format|BEGIN|root:|data: data/)
    }
  })

  test('what is cut off half-way, or said twice, changes nothing', async () => {
    const { port, host } = new URL(url())
    const roster = async () =>
      Roster.parse(await (await all.get('/api/people')).json()).people.map(({ name }) => name)
    const before = await roster()
    const head = [
      'POST /api/people HTTP/1.1',
      `host: ${host}`,
      `cookie: ${all.cookie}`,
      `x-archway-csrf: ${all.csrf}`,
      'content-type: application/json',
      'user-agent: node',
    ]
    const body = JSON.stringify({ name: 'half', displayName: 'Half', badge: 'D-half', roles: ['operator'] })
    const cut = [...head, 'content-length: 400', '', body.slice(0, 40)].join('\r\n')
    await raw(Number(port), cut, 300)
    const twice = [...head, `content-length: ${body.length}`, 'content-length: 1', '', body].join('\r\n')
    expect(await raw(Number(port), twice, 2000)).toMatch(/^HTTP\/1\.1 400 /)
    const both = [...head, `content-length: ${body.length}`, 'transfer-encoding: chunked', '', body].join(
      '\r\n',
    )
    expect(await raw(Number(port), both, 2000)).toMatch(/^HTTP\/1\.1 400 /)
    expect(await roster()).toEqual(before)
  })

  test('a method that nothing takes is nothing that is there', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
      const answer = await fetch(`${url()}/api/alerts`, {
        method,
        headers: { cookie: all.cookie, 'x-archway-csrf': all.csrf },
      })
      expect(answer.status, method).toBe(404)
    }
  })

  test('promise 23: after all of it the server stands, said no fault, and its log verifies', async () => {
    expect((await all.get('/api/session')).status).toBe(200)
    expect(central.log.filter((line) => line.includes('the API failed'))).toEqual([])
    await central.command(verifyAudit)
    const lines = await usesLike('limit=200')
    expect(lines.every(({ detail }) => (detail ?? '').length < 500)).toBe(true)
  })
})

/** Bytes as they are, and what comes back until the connection ends or the time is up. */
const raw = (port: number, sent: string, patienceMs = 5000) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(sent))
    let heard = ''
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => {
      heard += part
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
    setTimeout(() => socket.destroy(), patienceMs)
  })

/** Names of what a request may hold, so that made-up bodies get past the first check. */
function fieldsOf({ request }: RouteEntry): string[] {
  const shape = (request as { shape?: object } | undefined)?.shape
  return shape ? Object.keys(shape) : ['value']
}
