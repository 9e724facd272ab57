import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AlertPage, AlertView } from '@archway/shared/api'
import { CameraList, EscalationList, QuarantineList } from '@archway/shared/api/cameras'
import type { Role } from '@archway/shared/role'
import express from 'express'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AlertRoom, openAlertRoom } from '../alert/alerts.fixture.ts'
import { createDelivery } from '../alert/delivery.ts'
import { openQuarantineBook } from '../alert/quarantine-book.ts'
import { alertRoutes } from './alert-routes.ts'
import { cameraRoutes } from './camera-routes.ts'
import { CSRF_HEADER } from './guard.ts'
import { problemHandler } from './problem.ts'
import { receiptRoutes } from './receipt-routes.ts'

const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  ann: ['operator'],
  bob: ['operator'],
  sue: ['supervisor'],
  off: ['officer'],
  kit: ['it-administrator'],
}
const SECRETS = ['AB12CD', 'A812CD', '"V1"', 'us-mo', 'probability']

let room: AlertRoom
let server: Server
let faults: unknown[]
beforeEach(async () => {
  room = openAlertRoom()
  faults = []
  const now = () => room.clock.now
  const means = {
    ...room,
    registry: { unit: () => null },
    book: { entry: async () => room.world.entry },
    policy: () => room.world.policy,
    quarantines: await openQuarantineBook(room.ledger),
    delivery: createDelivery({ ...room, now, observe: () => {} }),
    uses: room.ledger,
    now,
  }
  const app = express()
  app.use((request, response, next) => {
    const user = request.get('x-test-user') ?? 'ann'
    const roles = PEOPLE[user] ?? []
    response.locals.session = { user, displayName: user, roles, csrf: 'c', expiresAt: 1, freshUntil: 1 }
    next()
  })
  app.use('/api/alerts', alertRoutes(means))
  app.use('/api/receipts', receiptRoutes(means))
  app.use('/api', cameraRoutes(means))
  app.use(problemHandler((fault) => faults.push(fault)))
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await room.close()
  expect(faults).toEqual([])
})

const call = async (user: string, method: string, path: string, body?: unknown) => {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api${path}`, {
    method,
    headers: { 'x-test-user': user, [CSRF_HEADER]: 'c', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, text, body: text === '' ? null : JSON.parse(text) }
}
const typed = (change: object = {}) => ({ plate: 'ab1 2-cd', state: 'us-mo', confirmsLive: true, ...change })
const log = async () =>
  (await room.ledger.uses(0, 999)).map(({ who, action, outcome, detail }) =>
    [who, action, outcome, detail].join(' '),
  )

describe('an alert that nobody has verified', () => {
  test('leaves the server without plate, read and entry, and with them once its reader has typed', async () => {
    const id = await room.alert()
    for (const path of [`/alerts/${id}`, '/alerts', '/alerts?state=acknowledged']) {
      const { text } = await call('ann', 'GET', path)
      expect(text).toContain('stolen-vehicle')
      for (const secret of SECRETS) expect(text, `${path}: ${secret}`).not.toContain(secret)
    }
    const { status, body } = await call('ann', 'POST', `/alerts/${id}/verify`, typed())
    expect(status).toBe(200)
    expect(AlertView.parse(body)).toMatchObject({
      sealed: false,
      state: 'verified',
      entry: { plate: 'AB12CD' },
    })
    expect(AlertPage.parse((await call('ann', 'GET', '/alerts')).body).alerts[0]).toMatchObject({
      sealed: false,
    })
    expect(await log()).toContain(
      'ann alert-verify success verified · plate same, read same, state same, entry live · policy plan-1',
    )
    for (const line of await log()) expect(line).not.toMatch(/AB12CD|AB1 2/i)
  })

  test('stays unverified by a look that disagrees, which is kept and not shown to who has yet to look', async () => {
    const id = await room.alert()
    const { body } = await call('ann', 'POST', `/alerts/${id}/verify`, typed({ plate: 'A812CD' }))
    expect(body).toMatchObject({ state: 'acknowledged', looks: [{ plate: 'A812CD', outcome: 'disagreed' }] })
    const { text, body: bobs } = await call('bob', 'GET', `/alerts/${id}`)
    expect(bobs.looks).toEqual([{ by: 'ann', at: room.clock.now, outcome: 'disagreed' }])
    for (const secret of SECRETS) expect(text).not.toContain(secret)
    expect(await call('ann', 'POST', `/alerts/${id}/verify`, typed())).toMatchObject({ status: 409 })
    const sues = await call('sue', 'POST', `/alerts/${id}/open`, { reason: 'two looks differ' })
    expect(sues.body).toMatchObject({ sealed: false, looks: [{ plate: 'A812CD' }] })
    expect(await call('bob', 'POST', `/alerts/${id}/open`, { reason: 'I am curious' })).toMatchObject({
      status: 403,
    })
  })

  test('is for officers an open copy without a verified look; for IT, nothing', async () => {
    const id = await room.alert()
    expect((await call('off', 'GET', `/alerts/${id}`)).body).toMatchObject({ sealed: false, looks: [] })
    expect((await call('off', 'POST', `/alerts/${id}/verify`, typed())).status).toBe(403)
    expect((await call('kit', 'GET', `/alerts/${id}`)).status).toBe(403)
    room.world.policy = { ...room.world.policy, alerts: { ...room.world.policy.alerts, allowInCar: false } }
    expect((await call('off', 'GET', `/alerts/${id}`)).status).toBe(404)
    expect((await call('off', 'GET', '/alerts')).body).toEqual({ alerts: [], next: null })
  })

  test('is not verified before it is acknowledged, and says what to do', async () => {
    const id = await room.alert({ raised: true })
    const { status, body } = await call('ann', 'POST', `/alerts/${id}/verify`, typed())
    expect([status, body.detail]).toEqual([409, 'Nobody has acknowledged this alert; do that first.'])
    expect(await log()).toContain('ann alert-verify failure not-acknowledged · policy plan-1')
  })
})

test('a disposition closes what was verified, and is in the use log by its word, without its note', async () => {
  const id = await room.alert()
  await call('ann', 'POST', `/alerts/${id}/verify`, typed())
  const { body } = await call('ann', 'POST', `/alerts/${id}/dispose`, {
    disposition: 'correct',
    note: 'AB12CD stopped',
  })
  expect(body).toMatchObject({
    state: 'closed',
    dispositions: [{ disposition: 'correct', note: 'AB12CD stopped' }],
  })
  expect(await log()).toContain('ann alert-dispose success correct · unit unit-1 · policy plan-1')
  expect((await log()).join()).not.toContain('AB12CD')
  const noNote = { disposition: 'misread', note: '' }
  expect((await call('ann', 'POST', `/alerts/${id}/dispose`, noNote)).status).toBe(400)
})

test('promise 9: a page’s receipt is kept on the alert, and logged once', async () => {
  const id = await room.alert({ raised: true })
  for (const user of ['ann', 'bob']) {
    expect((await call(user, 'POST', '/receipts', { alerts: [id] })).status).toBe(204)
  }
  expect((await call('ann', 'GET', `/alerts/${id}`)).body).toMatchObject({ shownAt: room.clock.now })
  expect((await log()).filter((line) => line.includes('alert-shown'))).toEqual(['ann alert-shown success '])
})

test('cameras, quarantines and escalations are for supervisors, in the shapes that are declared', async () => {
  expect(CameraList.parse((await call('sue', 'GET', '/cameras')).body)).toEqual({
    windowDays: 30,
    cameras: [],
  })
  expect(QuarantineList.parse((await call('sue', 'GET', '/quarantines')).body)).toEqual({ quarantines: [] })
  expect(EscalationList.parse((await call('sue', 'GET', '/escalations')).body)).toEqual({ escalations: [] })
  const decision = { quarantine: true, reason: 'cracked lens' }
  expect((await call('sue', 'POST', '/quarantines/7/decide', decision)).status).toBe(404)
  expect((await call('ann', 'POST', '/quarantines/7/decide', decision)).status).toBe(403)
  expect((await call('ann', 'GET', '/cameras')).status).toBe(403)
})

test('whatever is sent, the answer is a clear refusal and nothing changes', async () => {
  const id = await room.alert()
  const before = await room.store.alert(id)
  const act = fc.constantFrom('verify', 'open', 'dispose')
  await fc.assert(
    fc.asyncProperty(
      act,
      fc.oneof(fc.json(), fc.string(), fc.constant('"'.repeat(9000))),
      async (what, body) => {
        const { status, body: problem } = await call('sue', 'POST', `/alerts/${id}/${what}`, body)
        expect([400, 413]).toContain(status)
        expect(problem.title.length).toBeGreaterThan(3)
      },
    ),
    { numRuns: 40 },
  )
  for (const plate of ['', '!!', 'NONE', 'ABCDEFGHIJKLM', 'ПЛАН', 'A'.repeat(10_000)]) {
    expect([400, 413]).toContain((await call('ann', 'POST', `/alerts/${id}/verify`, typed({ plate }))).status)
  }
  expect(await room.store.alert(id)).toEqual(before)
})
