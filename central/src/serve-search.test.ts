import { CaseView, SearchPage } from '@archway/shared/api/search'
import { decodeJson, encodeJson } from '@archway/shared/codec'
import { Ack, ReadsMessage } from '@archway/shared/messages'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Browser, signIn } from './browser.fixture.ts'
import { openLedgerHere } from './ledger/sqlite-ledger.ts'
import { type Central, startCentral, type Unit } from './serve.fixture.ts'
import { someRead } from './store/judged.fixture.ts'

const PLATE = 'SEC7RET'

let central: Central
let unit: Unit
let kim: Browser
beforeAll(async () => {
  central = await startCentral()
  unit = await central.unit('fixed-1', await central.addUnit('fixed-1', 'fixed'))
  kim = await signIn(central.serving.http, 'kim', await central.addOperator('kim'))
})
afterAll(() => central.close())

const post = async (path: string, body: object) => {
  const answer = await fetch(`${central.serving.http}/api${path}`, {
    method: 'POST',
    headers: { cookie: kim.cookie, 'x-archway-csrf': kim.csrf, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: await answer.json() }
}

test('promise 23: a Read that a unit sent is found for a case, and the log says who, never what', {
  timeout: 60_000,
}, async () => {
  const read = someRead({ text: PLATE, capturedAt: Date.now(), device: 'fixed-1', images: [], rivals: [] })
  const payload = encodeJson(ReadsMessage, { v: 1, sentAt: Date.now(), sightings: [{ read, hits: [] }] })
  await unit.send('reads', payload)
  await vi.waitFor(
    () => {
      const acks = unit.heard.filter(({ topic }) => topic.endsWith('/ack'))
      const accepted = acks.flatMap((ack) => {
        const decoded = decodeJson(Ack, ack.payload)
        return decoded.ok ? decoded.value.accepted : []
      })
      expect(accepted).toContain(read.id)
    },
    { timeout: 20_000, interval: 50 },
  )

  const opened = await post('/cases', { number: '26-7', purpose: 'stolen-property' })
  expect(CaseView.parse(opened.body)).toMatchObject({ owner: 'kim' })
  const order = {
    purpose: 'stolen-property',
    case: '26-7',
    note: 'the owner says it was there',
    plate: 'sec?r*',
    from: Date.now() - 3_600_000,
    until: Date.now() + 1000,
  }
  const found = await post('/searches', { order })
  expect(SearchPage.parse(found.body).results).toMatchObject([{ read: read.id, text: PLATE, hits: [] }])
  expect((await post('/searches', { order: { ...order, plate: null, from: 0 } })).status).toBe(403)

  const ledger = openLedgerHere(`${central.config.data}/ledger.db`)
  try {
    const lines = (await ledger.uses(0, 999)).filter(({ action }) => action === 'read-search')
    expect(lines.map(({ who, outcome }) => `${who} ${outcome}`)).toEqual(['kim success', 'kim failure'])
    expect(JSON.stringify(await ledger.uses(0, 999))).not.toMatch(/sec7ret|sec\?r/i)
    expect(await ledger.evidenceOfUse(Date.now())).toMatchObject({ searches: 1, unlogged: 0, undrawn: 1 })
    await central.restart()
    expect((await ledger.evidenceOfUse(Date.now())).undrawn, 'the next checkpoint draws').toBe(0)
  } finally {
    await ledger.close()
  }
  expect(central.log.join()).not.toContain(PLATE)
})
