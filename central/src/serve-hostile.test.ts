import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RouteEntry } from './api/route-list.ts'
import { ROUTES } from './api/routes.ts'
import { type Asking, ID, noFault, openAsking, refusal, together } from './asking.fixture.ts'
import { type Browser, signIn } from './browser.fixture.ts'
import { verifyAudit } from './command/audit-commands.ts'
import { nameOf } from './examples/example.fixture.ts'
import { createThrown } from './thrown.fixture.ts'

const MEGABYTES_10 = 10 * 2 ** 20
/** What of it is taken ends the session that asked. */
const ENDS = new Set(['POST /logout', 'POST /password'])
const LOGIN = { cookie: '', csrf: 'login' }

let asking: Asking
/** Whose session may end. */
let spare: Browser
beforeAll(async () => {
  asking = await openAsking()
  spare = await signIn(asking.url, 'spare', await asking.central.addPerson('spare', ['operator']))
}, 120_000)
afterAll(() => asking.central.close())

const thrown = createThrown()
const whoAsks = (route: RouteEntry) => (route.open ? LOGIN : ENDS.has(nameOf(route)) ? spare : asking.all)
const withBody = ROUTES.filter(({ request }) => request)
const withSession = ROUTES.filter(({ open }) => !open)

describe('hostile input', { timeout: 240_000 }, () => {
  test('no JSON, another encoding, broken UTF-8, a wrong kind: each is refused by every route', async () => {
    const json = { 'content-type': 'application/json' }
    const bodies: Parameters<typeof thrown.note>[0][] = ['no JSON', 'broken UTF-8', 'another kind']
    const sent = {
      'no JSON': 'drop table',
      'broken UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      'another kind': '[]',
    } as const
    for (const route of withBody) {
      for (const kind of bodies) {
        const body = sent[kind as keyof typeof sent]
        const answer = await asking.send(route, { who: whoAsks(route), body, headers: json })
        await refusal(answer, `${nameOf(route)}, ${kind}`)
        thrown.note(kind, route)
      }
    }
  })

  test('each route has a parser of its own; what a parser does with the rest is the same for all', async () => {
    const bodies: [string, RequestInit['body'], Record<string, string>?][] = [
      ['cut JSON', '{"a":'],
      ['null', 'null'],
      ['a prototype', '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}'],
      ['a word', '"word"'],
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
    for (const [at, route] of withBody.entries()) {
      await together(at < 3 ? bodies : bodies.slice(0, 3), async ([what, body, headers]) => {
        const answer = await asking.send(route, {
          who: whoAsks(route),
          body,
          ...(headers ? { headers } : {}),
        })
        await refusal(answer, `${nameOf(route)}, ${what}`)
      })
    }
  })

  test('a string of ten megabytes, plain or as a small gzip, is refused unread', async () => {
    const large = JSON.stringify({ note: 'x'.repeat(MEGABYTES_10) })
    const bomb = gzipSync(large)
    expect(bomb.length).toBeLessThan(20_000)
    for (const route of withBody) {
      const who = whoAsks(route)
      const zipped = await asking.send(route, { who, body: bomb, headers: { 'content-encoding': 'gzip' } })
      expect(zipped.status, nameOf(route)).toBe(413)
      expect((await refusal(zipped, nameOf(route))).type).toBe('urn:archway:too-large')
      thrown.note('ten megabytes', route)
    }
    // The connection may be cut before the answer is read; then nothing was taken either.
    const [first = ROUTES[0]] = withBody
    const plain = first && (await asking.send(first, { body: large }).catch(() => null))
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
    for (const route of ROUTES.filter(({ path }) => path.includes('{'))) {
      for (const part of parts)
        await noFault(await asking.send(route, { part }), `${nameOf(route)} with ${part.slice(0, 40)}`)
      thrown.note('tricks in the path', route)
    }
  })

  test('a query with tricks is refused, or asks for nothing more', async () => {
    const values = ['-1', '0', '1e9', 'NaN', '%00', '%ff', "'%20OR%201=1--", 'x'.repeat(3000), '[]', '']
    let turn = 0
    for (const route of ROUTES.filter(({ query }) => query)) {
      const names = ['limit', 'before', 'state', 'unknown', '__proto__', 'limit[$gt]']
      const asked = names.flatMap((name, of) =>
        [0, 1].map((n) => `?${name}=${values[(of * 2 + n + turn) % values.length]}`),
      )
      turn += 1
      await together([...asked, '?limit=1&limit=2'], async (query) => {
        await noFault(await asking.send(route, { query }), `${nameOf(route)}${query.slice(0, 40)}`)
      })
      thrown.note('tricks in the query', route)
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
          await asking.send(route, { who: whoAsks(route), body: JSON.stringify(given) }),
          `${nameOf(route)} ${JSON.stringify(given).slice(0, 200)}`,
        )
      }
      thrown.note('whatever JSON', route)
    }
  })

  test('promise 18: a session that is not there, or was taken to another browser, opens no route', async () => {
    const stolen = await signIn(asking.url, 'rob', await asking.central.addPerson('rob', ['supervisor']))
    const elsewhere = { who: stolen, headers: { 'user-agent': 'another browser' } }
    const without = { who: { cookie: '', csrf: '' } }
    for (const route of withSession) {
      const refused = async (how: Parameters<Asking['send']>[1]) => {
        const answer = await asking.send(route, how)
        expect(answer.status, nameOf(route)).toBe(401)
        await refusal(answer, nameOf(route))
      }
      await refused(without)
      thrown.note('no session', route)
      await refused(elsewhere)
      thrown.note('a session that was taken to another browser', route)
    }
  })

  test('a change needs the token of this very session: none, a wrong one and that of another are refused', async () => {
    for (const route of withSession.filter(({ method }) => method !== 'GET')) {
      for (const csrf of ['', 'x'.repeat(43), asking.officer.csrf]) {
        const answer = await asking.send(route, { who: { cookie: asking.all.cookie, csrf } })
        expect(answer.status, `${nameOf(route)} with ${csrf || 'none'}`).toBe(403)
        await refusal(answer, nameOf(route))
      }
      thrown.note('the token of another session', route)
    }
  })

  test('no route of the list was spared', () => {
    expect(thrown.missing(ROUTES)).toEqual([])
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
