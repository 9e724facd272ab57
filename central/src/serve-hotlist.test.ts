import { AlertPage } from '@archway/shared/api'
import {
  EntryPage,
  HotlistDiff,
  HotlistState,
  ManualEntryView,
  RecallPage,
  RecallView,
  TestAnswer,
  VersionPage,
} from '@archway/shared/api/hotlist'
import { encodeJson } from '@archway/shared/codec'
import { ReadsMessage } from '@archway/shared/messages'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ROUTES_ENTRIES } from './api/entry-routes.ts'
import { ROUTES_HOTLIST } from './api/hotlist-routes.ts'
import { type Browser, signIn } from './browser.fixture.ts'
import { type Central, startCentral, type Unit } from './serve.fixture.ts'
import { someRead } from './store/judged.fixture.ts'

const PLATE = 'SEC7RET'

let central: Central
let unit: Unit
let kim: Browser
let lee: Browser
let it_: Browser

beforeAll(async () => {
  central = await startCentral()
  await central.importPlates('OTHER1')
  unit = await central.unit('fixed-1', await central.addUnit('fixed-1', 'fixed'))
  const [kims, lees, its] = [
    await central.addPerson('kim', ['operator']),
    await central.addPerson('lee', ['supervisor']),
    await central.addPerson('ito', ['it-administrator']),
  ]
  kim = await signIn(central.serving.http, 'kim', kims)
  lee = await signIn(central.serving.http, 'lee', lees)
  it_ = await signIn(central.serving.http, 'ito', its)
}, 120_000)
afterAll(() => central.close())

const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 100 })
const post = (browser: Browser, path: string, body: unknown = {}) =>
  fetch(`${central.serving.http}/api${path}`, {
    method: 'POST',
    headers: { cookie: browser.cookie, 'x-archway-csrf': browser.csrf, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const get = async (browser: Browser, path: string) => (await browser.get(`/api${path}`)).json()
const order = {
  plate: PLATE,
  jurisdiction: 'us-mo',
  category: 'stolen-vehicle',
  purpose: 'stolen-property',
  case: '26-1',
  reason: 'taken from the owner this morning',
}

describe('over the API', () => {
  test('an entry by hand: asked for, approved by another, tested, hit, recalled, confirmed', async () => {
    expect((await post(kim, '/entries', order)).status).toBe(422)
    await post(kim, '/cases', { number: '26-1', purpose: 'stolen-property' })
    const made = ManualEntryView.parse(await (await post(kim, '/entries', order)).json())
    expect(made).toMatchObject({ state: 'open', plate: PLATE, proposedBy: 'kim', owner: 'kim' })
    expect((await post(kim, `/entries/${made.n}/approve`)).status).toBe(403)
    const note = 'the owner was called and says so'
    expect((await post(lee, `/entries/${made.n}/approve`, { note: 'short' })).status).toBe(400)
    const approved = await post(lee, `/entries/${made.n}/approve`, { note })
    expect(ManualEntryView.parse(await approved.json())).toMatchObject({
      state: 'approved',
      decidedBy: 'lee',
      decisionNote: note,
    })
    expect((await post(lee, `/entries/${made.n}/approve`)).status).toBe(409)

    const asked = { candidates: [{ text: PLATE, probability: 0.97 }] }
    const answer = TestAnswer.parse(await (await post(kim, '/hotlists/test', asked)).json())
    expect(answer).toMatchObject({ wouldAlert: true, entries: [{ doubts: ['state-unknown'] }] })

    const read = someRead({ text: PLATE, capturedAt: Date.now(), device: 'fixed-1', images: [], rivals: [] })
    const sighting: ReadsMessage = { v: 1, sentAt: Date.now(), sightings: [{ read, hits: [] }] }
    await unit.send('reads', encodeJson(ReadsMessage, sighting))
    const alert = await soon(async () => {
      const [found] = AlertPage.parse(await get(kim, '/alerts')).alerts
      if (!found) throw new Error(central.log.slice(-3).join('\n'))
      return found
    })
    expect(alert).toMatchObject({ list: { name: 'manual' }, live: true })
    await post(kim, `/alerts/${alert.id}/acknowledge`)

    const recall = await post(lee, '/recalls', { entry: made.entry, reason: 'the owner has it back' })
    const recalled = RecallView.parse(await recall.json())
    expect(recalled.receipts.map(({ kind, who }) => `${kind} ${who}`)).toEqual(['person kim', 'unit fixed-1'])
    expect((await post(lee, `/recalls/${recalled.n}/confirm`)).status).toBe(404)
    expect((await post(kim, `/recalls/${recalled.n}/confirm`)).status).toBe(204)
    const open = RecallPage.parse(await get(lee, '/recalls?open=true')).recalls
    expect(open.map(({ unconfirmed }) => unconfirmed)).toEqual([1])
    expect(AlertPage.parse(await get(kim, '/alerts')).alerts[0]?.live).toBe(false)
    const { entries } = EntryPage.parse(await get(kim, '/entries?state=recalled'))
    expect(entries, 'what was said stays with it').toMatchObject([{ decisionNote: note }])
  })

  test('versions and what they differ in; entries only for those who may see plates', async () => {
    const { version, lists } = HotlistState.parse(await get(lee, '/hotlists'))
    expect(lists.map(({ list }) => list)).toEqual(['canary', 'hot', 'manual'])
    expect(VersionPage.parse(await get(lee, '/hotlists/versions?limit=2')).versions).toHaveLength(2)
    const diff = HotlistDiff.parse(await get(lee, `/hotlists/diff?from=0&to=${version}&entries=true`))
    expect(diff).toMatchObject({ added: 2, removed: 0, entries: { removed: [] } })
    expect((await lee.get('/api/hotlists/diff?from=0&to=999')).status).toBe(404)
    expect((await it_.get('/api/hotlists')).status).toBe(403)
  })

  test('promise 23: all of it is in the use log, and no plate is', async () => {
    const ledger = await central.command(async (means) => {
      for (const use of await means.ledger.uses(0, 1000)) means.terminal.out(JSON.stringify(use))
      return 0
    })
    for (const action of ['entry-propose', 'entry-approve', 'entry-test', 'entry-recall', 'recall-confirm']) {
      expect(ledger).toMatch(`"action":"${action}","outcome":"success"`)
    }
    expect(ledger).toMatch(/"who":"kim","action":"entry-approve","outcome":"failure"/)
    expect(ledger).not.toMatch(/SEC7RET|this morning/)
    expect(central.log.join('\n')).not.toMatch(/SEC7RET/)
  })

  test('whatever is sent to whatever route is answered 4xx, in the one form of errors', async () => {
    const bodies = fc.oneof(
      fc.json({ maxDepth: 2 }),
      fc.constantFrom(
        '',
        '{',
        '[]',
        'null',
        `{"plate":"${'A'.repeat(20_000)}"}`,
        '{"entry":"../../x","reason":null}',
      ),
      fc.record({ ...Object.fromEntries(Object.keys(order).map((key) => [key, fc.anything()])) }).map(json),
    )
    const posts = [...ROUTES_ENTRIES, ...ROUTES_HOTLIST].filter(({ method }) => method === 'POST')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...posts),
        bodies,
        fc.constantFrom('0', '-1', '999', 'x', '1e9', "1'--"),
        async (route, body, n) => {
          const answer = await post(lee, route.path.replace('{n}', encodeURIComponent(n)), body)
          expect(answer.status).toBeGreaterThanOrEqual(400)
          expect(answer.status).toBeLessThan(500)
          expect(await answer.text()).not.toMatch(/\bat .*\.ts:/)
        },
      ),
      { numRuns: 40 },
    )
    for (const path of ['/recalls?limit=0', '/entries?state=x', '/hotlists/diff?from=a&to=1', '/entries/x']) {
      expect((await lee.get(`/api${path}`)).status).toBeGreaterThanOrEqual(400)
    }
  })
})

const json = (value: unknown) =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? ''
