import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ComplaintPage, ComplaintView } from '@archway/shared/api/complaint'
import { AssetPage, EventPage, Postings, SitingView, VehicleSpread } from '@archway/shared/api/deployment'
import { MonthFigures, PublishedReport, ReportList } from '@archway/shared/api/report'
import type { Role } from '@archway/shared/role'
import { sha256 } from '@archway/shared/signing'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY_MS, FACE, HOUR_MS, MARCH, openReportRoom, type ReportRoom } from '../report/report.fixture.ts'
import { assetRoutes } from './asset-routes.ts'
import { complaintRoutes } from './complaint-routes.ts'
import { CSRF_HEADER } from './guard.ts'
import { problemHandler } from './problem.ts'
import { publicRoutes } from './public-routes.ts'
import { reportRoutes } from './report-routes.ts'
import { sitingRoutes } from './siting-routes.ts'

const NOW = MARCH + 31 * DAY_MS + HOUR_MS

let room: ReportRoom
let server: Server
let url: string
const faults: unknown[] = []
/** Who asks; the login is tested elsewhere. */
let roles: Role[] = ['program-commander']
let freshUntil = NOW + 1

beforeAll(async () => {
  room = openReportRoom()
  await room.addUnit('unit-1')
  await room.addUnit('car-1', 'vehicle')
  const means = {
    ledger: room.ledger,
    uses: room.ledger,
    reportDesk: room.desk,
    face: FACE,
    policyBook: { current: () => ({ policy: { retention: { days: 90 } } }) },
    now: () => NOW,
  }
  const app = express()
  app.set('query parser', 'simple')
  app.use('/public', publicRoutes(means))
  app.use('/api', (_request, response, next) => {
    response.locals.session = { user: 'pat', roles, csrf: 'token', freshUntil }
    next()
  })
  app.use('/api', assetRoutes(means), sitingRoutes(means), complaintRoutes(means), reportRoutes(means))
  app.use(problemHandler((error) => faults.push(error)))
  server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await room.close()
  expect(faults).toEqual([])
})

const get = (path: string) => fetch(url + path)
const post = (path: string, body: unknown, csrf = 'token') =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [CSRF_HEADER]: csrf },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const status = async (answer: Promise<Response>) => (await answer).status

const LINE = { device: 'unit-1', kind: 'purchase', cents: 400_000, fund: 'City', day: '2026-03-02' }
const SITING = {
  device: 'unit-1',
  reason: 'many stolen cars pass',
  fibre: 'at the pole',
  power: 'at the pole',
  traffic: '14,000 a day',
}
const COMPLAINT = { kind: 'privacy', via: 'directly', receivedOn: '2026-02-20', summary: 'about a camera' }

describe('assets and events', () => {
  test('a line is recorded, listed and reversed', async () => {
    expect(await status(post('/api/assets', LINE))).toBe(201)
    expect(await status(post('/api/assets', { ...LINE, device: 'no' }))).toBe(404)
    expect(await status(post('/api/assets/1/reverse', { reason: 'typed twice' }))).toBe(201)
    expect(await status(post('/api/assets/1/reverse', { reason: 'typed twice' }))).toBe(409)
    expect(await status(post('/api/assets/x/reverse', { reason: 'typed twice' }))).toBe(404)
    const page = AssetPage.parse(await (await get('/api/assets?limit=1')).json())
    expect(page).toMatchObject({ lines: [{ n: 2, kind: 'reversal' }], next: 2 })
    const rest = AssetPage.parse(await (await get(`/api/assets?before=${page.next}`)).json())
    expect(rest).toMatchObject({ lines: [{ n: 1 }], next: null })
  })
  test('damage is recorded by a person', async () => {
    const damage = { device: 'unit-1', kind: 'damage', detail: 'the housing was hit', since: NOW - HOUR_MS }
    expect(await status(post('/api/unit-events', damage))).toBe(204)
    expect(await status(post('/api/unit-events', { ...damage, since: NOW + 1 }))).toBe(400)
    const { events } = EventPage.parse(await (await get('/api/unit-events?device=unit-1')).json())
    expect(events).toMatchObject([{ kind: 'damage', recordedBy: 'pat' }])
  })
})

describe('siting', () => {
  test('districts, postings, reasons and comments are recorded and shown', async () => {
    expect(await status(post('/api/districts', { id: 'north', name: 'North' }))).toBe(204)
    expect(await status(post('/api/postings', { device: 'car-1', district: 'north' }))).toBe(204)
    expect(await status(post('/api/postings', { device: 'car-1', district: 'north' }))).toBe(409)
    expect(await status(post('/api/postings', { device: 'car-1' }))).toBe(400)
    expect(await status(post('/api/siting', SITING))).toBe(204)
    expect(await status(post('/api/siting', { ...SITING, device: 'car-1' }))).toBe(400)
    const comment = { device: 'unit-1', receivedOn: '2026-03-01', comment: 'too near the church' }
    expect(await status(post('/api/siting/comments', comment))).toBe(204)
    const stops = { district: 'west', month: '2026-03', stops: 3, source: 'stop reports' }
    expect(await status(post('/api/districts/stops', stops))).toBe(404)
    expect(SitingView.parse(await (await get('/api/siting/unit-1')).json()).comments).toHaveLength(1)
    expect(await status(get('/api/siting/no'))).toBe(404)
    expect(Postings.parse(await (await get('/api/postings')).json()).postings).toHaveLength(1)
    expect(VehicleSpread.parse(await (await get('/api/vehicles')).json())).toMatchObject({
      areas: [{ district: 'north', vehicles: ['car-1'] }],
      idle: [{ device: 'car-1', lastRead: null }],
    })
  })
})

describe('complaints', () => {
  test('promise 39: a complaint gets its number and due date, shows as overdue, and is answered once', async () => {
    const made = ComplaintView.parse(await (await post('/api/complaints', COMPLAINT)).json())
    expect(made).toMatchObject({ number: '2026-0001', dueOn: '2026-03-22', overdue: true })
    const future = { ...COMPLAINT, receivedOn: '2026-12-01' }
    expect(await status(post('/api/complaints', future))).toBe(400)
    const reply = { outcome: 'not-upheld', reply: 'it looks at the road', repliedOn: '2026-03-30' }
    const answered = ComplaintView.parse(await (await post('/api/complaints/2026-0001/reply', reply)).json())
    expect(answered).toMatchObject({ overdue: false, answer: { outcome: 'not-upheld', repliedBy: 'pat' } })
    expect(await status(post('/api/complaints/2026-0001/reply', reply))).toBe(409)
    expect(await status(post('/api/complaints/2026-0099/reply', reply))).toBe(404)
    expect(ComplaintPage.parse(await (await get('/api/complaints?state=open')).json()).complaints).toEqual([])
  })
})

describe('reports', () => {
  test('a draft is shown, and published only after a fresh login; the public then reads it unchanged', async () => {
    expect(MonthFigures.parse(await (await get('/api/reports/2026-03/draft')).json()).whole).toBe(true)
    const page = await fetch(`${url}/api/reports/2026-03/draft`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('Not published')
    const overview = await fetch(`${url}/api/reports`, { headers: { accept: 'text/html' } })
    expect(await overview.text()).toContain('/api/reports/2026-02/draft')
    expect(await status(get('/api/reports/2026-13/draft'))).toBe(404)
    freshUntil = NOW
    expect(await status(post('/api/reports/2026-03/publish', {}))).toBe(403)
    freshUntil = NOW + 1
    expect(await status(post('/api/reports/2026-04/publish', {}))).toBe(409)
    const published = PublishedReport.parse(await (await post('/api/reports/2026-03/publish', {})).json())
    expect(await status(post('/api/reports/2026-03/publish', {}))).toBe(409)
    expect(ReportList.parse(await (await get('/api/reports')).json()).reports).toEqual([published])

    for (const [path, hash] of [
      ['/public/reports/2026-03/1', published.sha256.html],
      ['/public/reports/2026-03/1.csv', published.sha256.csv],
      ['/public/reports/2026-03/1.json', published.sha256.figures],
    ] as const) {
      expect(sha256(await (await get(path)).text())).toBe(hash)
    }
    for (const path of ['2026-03/2', '2026-02/1', '2026-03/1.pdf', '2026-03/0', '..%2f..%2fetc/1']) {
      expect(await status(get(`/public/reports/${path}`))).toBe(404)
    }
  })

  test('promise 39: the public page names both contacts and the reports, and a browser takes only its sheet', async () => {
    const answer = await get('/public')
    const page = await answer.text()
    expect(page).toContain('Civilian Oversight Board')
    expect(page).toContain(FACE.oversightForm)
    expect(page).toContain('(314) 622-4800')
    expect(page).toContain('/public/reports/2026-03/1')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='/)
    expect(policy).not.toContain('unsafe')
    expect(await status(get('/public/anything'))).toBe(404)
  })
})

describe('who may not', () => {
  const CHANGES: [string, unknown][] = [
    ['/api/assets', LINE],
    ['/api/unit-events', {}],
    ['/api/districts', {}],
    ['/api/siting', SITING],
    ['/api/complaints', COMPLAINT],
    ['/api/reports/2026-03/publish', {}],
  ]
  test.each(CHANGES)('%s: an officer is refused, and it is in the use log', async (path, body) => {
    roles = ['officer']
    expect(await status(post(path, body))).toBe(403)
    roles = ['program-commander']
    const last = (await room.ledger.uses(0, 1000)).at(-1)
    expect(last).toMatchObject({ who: 'pat', outcome: 'failure', subject: path })
  })
  test.each(CHANGES)('%s: without the token, and with what is no JSON, nothing happens', async (path) => {
    expect(await status(post(path, {}, 'wrong'))).toBe(403)
    expect(await status(post(path, '{'))).toBe(400)
    expect(await status(post(path, { foreign: true }))).toBe(400)
    expect(await status(post(path, JSON.stringify('x'.repeat(100_000))))).toBe(413)
  })
})
