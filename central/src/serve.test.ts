import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { AlertPage, AlertView, Problem, Session, Summary, UnitList, UnitView } from '@archway/shared/api'
import { decodeJson, encodeImage, encodeJson } from '@archway/shared/codec'
import { HotlistDelta, SignedManifest } from '@archway/shared/hotlist'
import { indexHotlist } from '@archway/shared/hotlist-index'
import { uuid7 } from '@archway/shared/id'
import { match } from '@archway/shared/match'
import { Ack, ReadsMessage, RequestMessage, StatusMessage } from '@archway/shared/messages'
import { candidatesOf, type Read } from '@archway/shared/read'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { revokeDevice } from './command/device-commands.ts'
import { openLedgerHere } from './ledger/sqlite-ledger.ts'
import {
  type Browser,
  type Central,
  finishLogin,
  follow,
  signIn,
  startCentral,
  type Unit,
} from './serve.fixture.ts'
import { random, someRead } from './store/judged.fixture.ts'

const PLATE = 'SEC7RET'
const PICTURE = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(3000, 9)])

let central: Central
let kim: Browser
let unit: Unit
let password: string

beforeAll(async () => {
  central = await startCentral()
  await central.importPlates(PLATE, 'OTHER1')
  const code = await central.addUnit('fixed-1', 'fixed')
  password = await central.addOperator('kim')
  unit = await central.unit('fixed-1', code)
  kim = await signIn(central.serving.http, 'kim', password)
  // The import was another process's; until the server has seen it, nothing can hit.
  await soon(() => expect(manifests().at(-1)?.version).toBe(2))
})
afterAll(() => central.close())

const url = () => central.serving.http
const banner = async () => ((await (await fetch(`${url()}/api/login`)).json()) as { digest: string }).digest
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8000, interval: 50 })

/** A Read of now with one picture. */
function passing(text: string): { read: Read; picture: { id: string; bytes: Buffer } } {
  const capturedAt = Date.now()
  const id = uuid7(capturedAt, random)
  const sha256 = createHash('sha256').update(PICTURE).digest('hex')
  const images = [{ id, angle: 1 as const, kind: 'scene' as const, sha256, bytes: PICTURE.length }]
  const read = someRead({ text, capturedAt, device: 'fixed-1', images, rivals: [] })
  return { read, picture: { id, bytes: PICTURE } }
}

async function send(text: string) {
  const { read, picture } = passing(text)
  const payload = encodeJson(ReadsMessage, { v: 1, sentAt: Date.now(), sightings: [{ read, hits: [] }] })
  await unit.send('reads', payload)
  const header = { v: 1, id: picture.id, read: read.id, angle: 1, kind: 'scene', mime: 'image/jpeg' } as const
  const sha256 = read.images[0]?.sha256 ?? ''
  await unit.send('images', encodeImage({ ...header, sha256 }, picture.bytes))
  return { read, picture }
}

/** The Read that an alert last heard of: later ones of the same vehicle join it. */
const latestOf = ({ seen, repeats }: AlertView) => repeats?.last.read ?? seen.read

const acks = () =>
  unit.heard
    .filter(({ topic }) => topic.endsWith('/ack'))
    .map(({ payload }) => {
      const ack = decodeJson(Ack, payload)
      if (!ack.ok) throw new Error(ack.error.detail)
      return ack.value
    })
const manifests = () =>
  unit.heard
    .filter(({ topic }) => topic.endsWith('/hotlist'))
    .map(({ payload }) => {
      const signed = decodeJson(SignedManifest, payload)
      if (!signed.ok) throw new Error(signed.error.detail)
      return signed.value.manifest
    })

describe('from a unit to a person', () => {
  test('a hit is stored, acknowledged to the unit, and raised live with its picture', async () => {
    const live = await follow(url(), kim)
    const { read, picture } = await send(PLATE)
    await soon(() => {
      const accepted = acks().flatMap((ack) => ack.accepted)
      expect(accepted).toContain(read.id)
      expect(accepted).toContain(picture.id)
    })
    await soon(() => {
      const alerts = live.events
        .filter(({ name }) => name === 'alert')
        .map(({ data }) => AlertView.parse(data))
      const last = alerts.at(-1)
      expect(last?.seen.read).toBe(read.id)
      expect(last?.images.map(({ state }) => state)).toEqual(['stored'])
    })
    live.stop()

    const page = AlertPage.parse(await (await kim.get('/api/alerts?state=raised&limit=1')).json())
    const [alert] = page.alerts
    expect(alert).toMatchObject({
      state: 'raised',
      device: { id: 'fixed-1', kind: 'fixed', name: 'Unit fixed-1' },
      place: { lat: 38.6, basis: 'registry' },
      sealed: true,
      category: 'stolen-vehicle',
      list: { name: 'hot' },
      live: true,
      missingAngles: [],
      policy: 'slmpd-plan-1',
    })
    const image = await kim.get(`/api/images/${picture.id}`)
    expect(image.headers.get('cache-control')).toBe('no-store')
    expect(image.headers.get('content-type')).toBe('image/jpeg')
    expect(Buffer.from(await image.arrayBuffer()).equals(PICTURE)).toBe(true)
    expect(JSON.stringify(page)).not.toContain(PLATE)
    const single = AlertView.parse(await (await kim.get(`/api/alerts/${alert?.id}`)).json())
    expect(single).toEqual(alert)
  })

  test('who acknowledges first stands; everybody who watches hears of it; all of it is in the use log', async () => {
    const lee = await signIn(url(), 'lee', await central.addOperator('lee'))
    const live = await follow(url(), lee)
    const { read } = await send(PLATE)
    const id = await soon(async () => {
      const page = AlertPage.parse(await (await kim.get('/api/alerts')).json())
      const found = page.alerts.find((alert) => latestOf(alert) === read.id)
      if (!found) throw new Error('not yet')
      return found.id
    })
    const mine = AlertView.parse(await (await kim.post(`/api/alerts/${id}/acknowledge`)).json())
    const theirs = AlertView.parse(await (await lee.post(`/api/alerts/${id}/acknowledge`)).json())
    expect(mine).toMatchObject({ state: 'acknowledged', acknowledged: { by: 'kim' } })
    expect(theirs.acknowledged).toEqual(mine.acknowledged)
    await soon(() => {
      const last = live.events.filter(({ name }) => name === 'alert').at(-1)?.data
      expect(AlertView.parse(last).acknowledged?.by).toBe('kim')
    })
    live.stop()

    const ledger = openLedgerHere(join(central.config.data, 'ledger.db'))
    const uses = await ledger.uses(0, 1000)
    await ledger.close()
    const lines = uses.map(({ who, action, outcome }) => `${who} ${action} ${outcome}`)
    for (const line of [
      'command line test person-add success',
      'command line test device-add success',
      'command line test hotlist-import success',
      'unit fixed-1 device-enrol success',
      'kim login success',
      'kim alert-list success',
      'kim alert-view success',
      'kim image-view success',
      'kim alert-acknowledge success',
      'lee alert-view success',
      'lee alert-acknowledge success',
    ]) {
      expect(lines).toContain(line)
    }
    expect(JSON.stringify(uses)).not.toContain(PLATE)
  })

  test('typing plate and state from the images verifies it over HTTP, and only then the entry is there', async () => {
    const page = AlertPage.parse(await (await kim.get('/api/alerts?state=acknowledged&limit=1')).json())
    const id = page.alerts[0]?.id
    const answer = await fetch(`${url()}/api/alerts/${id}/verify`, {
      method: 'POST',
      headers: { cookie: kim.cookie, 'x-archway-csrf': kim.csrf, 'content-type': 'application/json' },
      body: JSON.stringify({ plate: PLATE.toLowerCase(), state: 'us-mo', confirmsLive: true }),
    })
    expect(AlertView.parse(await answer.json())).toMatchObject({
      sealed: false,
      state: 'verified',
      entry: { plate: PLATE, list: 'hot' },
      looks: [{ by: 'kim', outcome: 'verified' }],
    })
  })

  test('a read that hits nothing raises nothing; counts and pages add up', async () => {
    const before = Summary.parse(await (await kim.get('/api/summary')).json())
    const { read } = await send('NOBODY1')
    await soon(() => expect(acks().flatMap((ack) => ack.accepted)).toContain(read.id))
    const after = Summary.parse(await (await kim.get('/api/summary')).json())
    expect(after).toMatchObject({ reads: before.reads + 1, hits: before.hits, alerts: before.alerts })
    expect(after.hotlist).toMatchObject({ version: 2, entries: 3 })

    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const path: string = `/api/alerts?limit=1${next && `&before=${next}`}`
      const page: AlertPage = AlertPage.parse(await (await kim.get(path)).json())
      seen.push(...page.alerts.map(({ id }) => id))
      next = page.next
    }
    expect(seen).toHaveLength(after.alerts)
    expect(seen).toEqual([...seen].sort().reverse())
  })
})

describe('hotlists and devices, changed by the command line while serve runs', () => {
  test('a unit is told the list, asks for it and can match with it; an import reaches unit and central', async () => {
    await central.importPlates('NEW1', PLATE)
    // Both plates and the canary.
    await soon(() => expect(manifests().at(-1)).toMatchObject({ version: 3, entries: 3 }))
    await unit.send('requests', encodeJson(RequestMessage, { v: 1, want: 'hotlist', have: 0, version: 3 }))
    const delta = await soon(() => {
      const payload = unit.heard.find(({ topic }) => topic.endsWith('/delta'))?.payload
      const decoded = decodeJson(HotlistDelta, payload ?? new Uint8Array())
      if (!decoded.ok) throw new Error(decoded.error.detail)
      return decoded.value
    })
    const index = indexHotlist(3, delta.upsert)
    expect(match(candidatesOf(someRead({ text: 'NEW1' })), index, Date.now(), 0.3)).toHaveLength(1)
    const { hotlist } = Summary.parse(await (await kim.get('/api/summary')).json())
    expect(hotlist?.version).toBe(3)
  })

  test('who has an open alert before them learns at once that a new list dropped its entry', async () => {
    const live = await follow(url(), kim)
    const { read } = await send(PLATE)
    const lastOfRead = () => {
      const alerts = live.events
        .filter(({ name }) => name === 'alert')
        .map(({ data }) => AlertView.parse(data))
      return alerts.findLast((alert) => latestOf(alert) === read.id)
    }
    await soon(() => expect(lastOfRead()?.live).toBe(true))
    await central.addPerson('commander', ['rtcc-commander'])
    await central.importPlates('NEW1')
    await soon(() => expect(lastOfRead()).toMatchObject({ live: false }))
    live.stop()
    await central.importPlates('NEW1', PLATE)
  })

  test('a unit’s state is shown live, and a garbled message of it is kept and counted', async () => {
    const live = await follow(url(), kim)
    const before = Summary.parse(await (await kim.get('/api/summary')).json())
    await unit.send(
      'status',
      encodeJson(StatusMessage, { v: 1, state: 'online', since: Date.now(), software: 's' }),
    )
    await soon(() => {
      const units = live.events.filter(({ name }) => name === 'unit').map(({ data }) => UnitView.parse(data))
      expect(units.some(({ id, state }) => id === 'fixed-1' && state === 'online')).toBe(true)
    })
    live.stop()
    await unit.send('health', Buffer.from('garbage'))
    await soon(async () => {
      const { refused } = Summary.parse(await (await kim.get('/api/summary')).json())
      expect(refused).toBe(before.refused + 1)
    })
    const { units } = UnitList.parse(await (await kim.get('/api/units')).json())
    expect(units.map(({ id, state }) => `${id} ${state}`)).toContain('fixed-1 online')
  })

  test('a revoked unit is cut off within seconds, and its code cannot be used again', async () => {
    const code = await central.addUnit('car-9', 'vehicle')
    const car = await central.unit('car-9', code)
    const gone = new Promise<void>((resolve) => car.client.on('close', () => resolve()))
    await central.command((means) => revokeDevice('car-9', means))
    await gone
    await expect(central.unit('car-9', code)).rejects.toThrow()
  })
})

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
    const { request } = await import('node:http')
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
    const health = await fetch(`${url()}/healthz`)
    expect(health.status).toBe(200)
    const text = await (await fetch(`${url()}/metrics`)).text()
    expect(text).toMatch(/^archway_stored_reads [1-9]/m)
    expect(text).toMatch(/^archway_ingest_reads_stored [1-9]/m)
    expect(text).toMatch(/^archway_hotlist_version 5/m)
    expect(text).not.toContain(PLATE)
    const proxied = await fetch(`${url()}/metrics`, { headers: { 'x-forwarded-for': '192.0.2.1' } })
    expect(proxied.status).toBe(403)
  })

  test('neither plate, nor password, nor token is in the log', () => {
    const text = central.log.join('')
    expect(text).toContain('serving')
    for (const secret of [PLATE, 'NOBODY1', password, kim.cookie.split('=')[1] ?? '-', kim.csrf]) {
      expect(text).not.toContain(secret)
    }
  })
})

test('neither plate, nor password, nor token is in the use log, which can never be erased', async () => {
  const ledger = openLedgerHere(join(central.config.data, 'ledger.db'))
  const uses = await ledger.uses(0, 10_000)
  await ledger.close()
  expect(uses.length).toBeGreaterThan(20)
  const text = JSON.stringify(uses)
  for (const secret of [PLATE, 'OTHER1', 'NOBODY1', password, kim.cookie.split('=')[1] ?? '-', kim.csrf]) {
    expect(text).not.toContain(secret)
  }
})

test('what was stored is there after a restart, and sessions go on', async () => {
  const before = AlertPage.parse(await (await kim.get('/api/alerts')).json())
  await central.restart()
  const moved = await fetch(`${url()}/api/alerts`, { headers: { cookie: kim.cookie } })
  expect(AlertPage.parse(await moved.json())).toEqual(before)
  expect(before.alerts.length).toBeGreaterThan(0)
})
