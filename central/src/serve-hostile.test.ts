import { gzipSync } from 'node:zlib'
import { Roster } from '@archway/shared/api/people'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RouteEntry } from './api/route-list.ts'
import { ROUTES } from './api/routes.ts'
import {
  type Asking,
  CLOSED,
  ID,
  nameOf,
  noFault,
  openAsking,
  raw,
  refusal,
  together,
} from './asking.fixture.ts'
import { verifyAudit } from './command/audit-commands.ts'

const MEGABYTES_10 = 10 * 2 ** 20
/** Ends the session that the others of this file use. */
const ENDS = new Set(['POST /logout', 'POST /password'])
const SESSION = { method: 'GET', path: '/session' } as const

let asking: Asking
beforeAll(async () => {
  asking = await openAsking()
})
afterAll(() => asking.central.close())

describe('hostile input', { timeout: 120_000 }, () => {
  const takers = CLOSED.filter((route) => route.method === 'POST' && !ENDS.has(nameOf(route)))
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
        const answer = await asking.send(route, { body, ...(headers ? { headers } : {}) })
        await refusal(answer, `${nameOf(route)}, ${what}`)
      })
    }
  })

  test('ten megabytes, plain or as a small gzip, are refused unread', async () => {
    const large = JSON.stringify({ note: 'x'.repeat(MEGABYTES_10) })
    const bomb = gzipSync(Buffer.alloc(MEGABYTES_10, 0x20))
    expect(bomb.length).toBeLessThan(20_000)
    for (const route of withBody) {
      const zipped = await asking.send(route, { body: bomb, headers: { 'content-encoding': 'gzip' } })
      expect(zipped.status, nameOf(route)).toBe(413)
      expect((await refusal(zipped, nameOf(route))).type).toBe('urn:archway:too-large')
    }
    // The connection may be cut before the answer is read; then nothing was taken either.
    const plain = await asking.send(withBody[0] ?? SESSION, { body: large }).catch(() => null)
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
    for (const route of CLOSED.filter(({ path }) => path.includes('{'))) {
      for (const part of parts)
        await noFault(await asking.send(route, { part }), `${nameOf(route)} with ${part.slice(0, 40)}`)
    }
  })

  test('a query with tricks is refused, or asks for nothing more', async () => {
    const values = ['-1', '0', '1e9', 'NaN', '%00', '%ff', "'%20OR%201=1--", 'x'.repeat(3000), '[]', '']
    let turn = 0
    for (const route of CLOSED.filter(({ query, method }) => query && method === 'GET')) {
      const names = ['limit', 'before', 'state', 'unknown', '__proto__', 'limit[$gt]']
      const asked = names.flatMap((name, of) =>
        [0, 1].map((n) => `?${name}=${values[(of * 2 + n + turn) % values.length]}`),
      )
      turn += 1
      await together([...asked, '?limit=1&limit=2'], async (query) => {
        await noFault(await asking.send(route, { query }), `${nameOf(route)}${query.slice(0, 40)}`)
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
          await asking.send(route, { body: JSON.stringify(given) }),
          `${nameOf(route)} ${JSON.stringify(given).slice(0, 200)}`,
        )
      }
    }
  })

  test('a path as no browser writes it leads to no file', async () => {
    const { port } = new URL(asking.url)
    const paths = [
      '/../../keys/master.key',
      '/..%2f..%2fkeys%2fmaster.key',
      '/assets/..%2f..%2f..%2fcentral.yaml',
      '/assets/%2e%2e/%2e%2e/ledger.db',
      '/assets/%00',
      '//etc/passwd',
      '/api//../../asking.central.yaml',
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
    const { port, host } = new URL(asking.url)
    const roster = async () =>
      Roster.parse(await (await asking.all.get('/api/people')).json()).people.map(({ name }) => name)
    const before = await roster()
    const head = [
      'POST /api/people HTTP/1.1',
      `host: ${host}`,
      `cookie: ${asking.all.cookie}`,
      `x-archway-csrf: ${asking.all.csrf}`,
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
      const answer = await fetch(`${asking.url}/api/alerts`, {
        method,
        headers: { cookie: asking.all.cookie, 'x-archway-csrf': asking.all.csrf },
      })
      expect(answer.status, method).toBe(404)
    }
  })

  test('promise 23: after all of it the server stands, said no fault, and its log verifies', async () => {
    expect((await asking.all.get('/api/session')).status).toBe(200)
    expect(asking.central.log.filter((line) => line.includes('the API failed'))).toEqual([])
    await asking.central.command(verifyAudit)
    const lines = await asking.usesLike('limit=200')
    expect(lines.every(({ detail }) => (detail ?? '').length < 500)).toBe(true)
  })
})

/** Names of what a request may hold, so that made-up bodies get past the first check. */
function fieldsOf({ request }: RouteEntry): string[] {
  const shape = (request as { shape?: object } | undefined)?.shape
  return shape ? Object.keys(shape) : ['value']
}
