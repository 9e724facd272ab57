import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asking, CLOSED, openAsking, refusal } from './asking.fixture.ts'
import { signIn } from './browser.fixture.ts'
import { nameOf } from './examples/example.fixture.ts'

let asking: Asking
beforeAll(async () => {
  asking = await openAsking()
})
afterAll(() => asking.central.close())

const SESSION = { method: 'GET', path: '/session' } as const
const OFFICERS = new Set([
  'alert-view',
  'alert-dispose',
  'image-view',
  'entry-propose',
  'recall-confirm',
  'unit-view',
])

describe('what is answered', () => {
  test('says which kind of problem it is', async () => {
    const types = async (answer: Promise<Response>) => (await refusal(await answer, '')).type
    expect(await types(fetch(`${asking.url}/api/alerts`))).toBe('urn:archway:not-signed-in')
    expect(await types(asking.all.get('/api/nothing'))).toBe('urn:archway:not-found')
    expect(await types(asking.all.get('/api/alerts?limit=no'))).toBe('urn:archway:not-understood')
    expect(await types(asking.officer.get('/api/uses'))).toBe('urn:archway:not-allowed')
  })

  test('carries the headers that keep it where it belongs', async () => {
    const answer = await asking.all.get('/api/session')
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
  test('promise 23: an act of another office is refused, and the attempt is in the use log', async () => {
    const lines = async () => (await asking.usesLike('who=off&outcome=failure&limit=200')).length
    const before = await lines()
    const forbidden = CLOSED.filter(({ act }) => act !== null && act !== 'alert-list' && !OFFICERS.has(act))
    for (const route of forbidden) {
      const answer = await asking.send(route, { who: asking.officer })
      expect(answer.status, nameOf(route)).toBe(403)
      await refusal(answer, nameOf(route))
    }
    expect(await lines()).toBe(Math.min(200, before + forbidden.length))
  })

  test('a page of another site changes nothing', async () => {
    for (const route of CLOSED.filter(({ method }) => method === 'POST').slice(0, 5)) {
      expect((await asking.send(route, { headers: { origin: 'https://elsewhere.example' } })).status).toBe(
        403,
      )
    }
  })

  test('a cookie that is made up, cut, doubled or taken to another browser opens nothing', async () => {
    const [name = '', token = ''] = asking.officer.cookie.split('=')
    const cookies = [
      `${name}=`,
      `${name}=${'A'.repeat(43)}`,
      `${name}=${token.slice(0, -1)}`,
      `${name}=${token}x`,
      `${name}=../../etc/passwd`,
      `${name}=${'x'.repeat(7000)}`,
    ]
    for (const cookie of cookies)
      expect((await asking.send(SESSION, { who: { cookie, csrf: '' } })).status).toBe(401)
    const elsewhere = await asking.send(SESSION, {
      who: asking.officer,
      headers: { 'user-agent': 'another browser' },
    })
    expect(elsewhere.status).toBe(401)
    // It ended with that: whoever took it has nothing, and its owner signs in anew.
    expect((await asking.send(SESSION, { who: asking.officer })).status).toBe(401)
    asking = { ...asking, officer: await asking.signInOfficer() }
  })

  test('a session that was left is left: the same request, played again, opens nothing', async () => {
    const kim = await signIn(asking.url, 'kim', await asking.central.addPerson('kim', ['operator']))
    expect((await kim.post('/api/logout')).status).toBe(204)
    expect((await kim.post('/api/logout')).status).toBe(401)
    expect((await kim.get('/api/alerts')).status).toBe(401)
  })
})
