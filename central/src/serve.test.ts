import { join } from 'node:path'
import { AlertPage, AlertView, Summary, UnitList, UnitView } from '@archway/shared/api'
import { decodeJson, encodeJson } from '@archway/shared/codec'
import { HotlistDelta } from '@archway/shared/hotlist'
import { indexHotlist } from '@archway/shared/hotlist-index'
import { match } from '@archway/shared/match'
import { RequestMessage, StatusMessage } from '@archway/shared/messages'
import { candidatesOf } from '@archway/shared/read'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, follow, signIn } from './browser.fixture.ts'
import { revokeDevice } from './command/device-commands.ts'
import { openLedgerHere } from './ledger/sqlite-ledger.ts'
import { acceptedOf, PICTURE, sendPassing } from './passing.fixture.ts'
import type { Central, Unit } from './serve.fixture.ts'
import { someRead } from './store/judged.fixture.ts'
import { latestOf, openStreet, PLATE, type Street, soon } from './street.fixture.ts'

let central: Central
let kim: Browser
let unit: Unit
let password: string
let url: Street['url']
let manifests: Street['manifests']
beforeAll(async () => {
  ;({ central, kim, unit, password, url, manifests } = await openStreet())
})
afterAll(() => central.close())

describe('from a unit to a person', () => {
  test('a hit is stored, acknowledged to the unit, and raised live with its picture', async () => {
    const live = await follow(url(), kim)
    const { read, image } = await sendPassing(unit, PLATE)
    await soon(() => {
      const accepted = acceptedOf(unit)
      expect(accepted).toContain(read.id)
      expect(accepted).toContain(image)
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
    const shown = await kim.get(`/api/images/${image}`)
    expect(shown.headers.get('cache-control')).toBe('no-store')
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    expect(Buffer.from(await shown.arrayBuffer()).equals(PICTURE)).toBe(true)
    expect(JSON.stringify(page)).not.toContain(PLATE)
    const single = AlertView.parse(await (await kim.get(`/api/alerts/${alert?.id}`)).json())
    expect(single).toEqual(alert)
  })

  test('who acknowledges first stands; everybody who watches hears of it; all of it is in the use log', async () => {
    const lee = await signIn(url(), 'lee', await central.addOperator('lee'))
    const live = await follow(url(), lee)
    const { read } = await sendPassing(unit, PLATE)
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
    const { read } = await sendPassing(unit, 'NOBODY1')
    await soon(() => expect(acceptedOf(unit)).toContain(read.id))
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
    const { read } = await sendPassing(unit, PLATE)
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

test('neither plate, nor password, nor token is in the log', () => {
  const text = central.log.join('')
  expect(text).toContain('serving')
  for (const secret of [PLATE, 'NOBODY1', password, kim.cookie.split('=')[1] ?? '-', kim.csrf]) {
    expect(text).not.toContain(secret)
  }
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
