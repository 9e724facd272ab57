import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { dayAt } from '@archway/shared/id'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { draftReport } from './command/report-commands.ts'
import { openLedgerHere } from './ledger/sqlite-ledger.ts'
import { type Central, startCentral } from './serve.fixture.ts'
import { DAY_MS, judged, someEntry, someHit, someRead } from './store/judged.fixture.ts'
import { openSqliteStoreHere } from './store/sqlite-store.ts'

/** Old enough that the sweep takes it at once. */
const CAPTURED_AT = Date.now() - 91 * DAY_MS
const DAY = dayAt(CAPTURED_AT)
const PLATE = 'QX7Z331'

let central: Central
beforeAll(async () => {
  central = await startCentral()
  await central.addUnit('unit-1', 'fixed')
  await central.serving.stop()
  const store = openSqliteStoreHere(join(central.config.data, 'days'))
  const read = someRead({ capturedAt: CAPTURED_AT, text: PLATE })
  await store.saveReads([judged(read, [someHit(read, { entry: someEntry({ plate: PLATE }) })])])
  await store.close()
  await central.start()
}, 60_000)
afterAll(() => central.close())

test('a day is counted before it is purged, and its counts are in the report of its month', async () => {
  await vi.waitFor(
    () => expect(readdirSync(join(central.config.data, 'days'))).toContain(`${DAY}.purged`),
    20_000,
  )
  const ledger = openLedgerHere(join(central.config.data, 'ledger.db'))
  const totals = await ledger.talliedDays(DAY)
  await ledger.close()
  expect(totals).toMatchObject([{ day: DAY, reads: 1, hits: 1, alerts: 1 }])

  const to = join(central.config.data, '..', 'report')
  await central.command((means) =>
    draftReport({ month: DAY.slice(0, 7), to, pdf: false, browser: null }, means),
  )
  expect(readdirSync(to).map((name) => name.split('.').at(-1))).toEqual(['csv', 'html', 'json'])
}, 60_000)

test('promise 39: the public page needs no login, and is all that needs none', async () => {
  const page = await fetch(`${central.serving.http}/public`)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("style-src 'sha256-")
  expect(await page.text()).toContain('(314) 622-4800')
  for (const path of [
    'reports',
    'reports/2026-01/draft',
    'complaints',
    'assets',
    'siting/unit-1',
    'vehicles',
  ]) {
    expect((await fetch(`${central.serving.http}/api/${path}`)).status).toBe(401)
  }
})
