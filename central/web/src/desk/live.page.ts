import { expect } from 'vitest'
import { ago, describePage, test } from '../desk-page.fixture.ts'

/** The request for what waits. */
const WAITING = /\/api\/alerts\?.*state=raised/

describePage('the live feed', () => {
  test('an alert arrives live, and what the operator looks at stays', async ({
    page,
    desk,
    record,
    put,
    signIn,
    cardOf,
    plates,
    chosen,
    shows,
  }) => {
    put(record({ at: ago(60), plate: 'AAA111' }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.alert-pane h2')
    // The list of the waiting and that of all, each once.
    expect(desk.requests.filter((request) => request.includes('/api/alerts?'))).toHaveLength(2)
    await page.focus('text=Sign out')
    desk.raise(record({ at: ago(1), plate: 'BBB222' }))
    await page.waitForSelector(cardOf('BBB222'))
    await expect.poll(() => plates()).toEqual(['BBB222', 'AAA111'])
    await expect.poll(() => chosen()).toBe('AAA111')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Sign out')
    await expect.poll(() => page.title()).toBe('(2) Archway RTCC desk')
    await shows('[role=status]', 'Actionable, Stolen vehicle, N Kingshighway Blvd at Delmar Blvd')
  })

  test('promise 9: the page says which alerts stand on its screen', async ({ desk, record, put, signIn }) => {
    const [old, live] = [record({ at: ago(60), plate: 'AAA111' }), record({ at: ago(1), plate: 'BBB222' })]
    put(old)
    await signIn()
    await expect.poll(() => desk.receipts).toEqual([old.id])
    desk.raise(live)
    await expect.poll(() => desk.receipts).toEqual([old.id, live.id])
  })

  test('a lost connection is loud, comes back by itself, and brings what was missed', async ({
    page,
    desk,
    record,
    put,
    signIn,
    cardOf,
  }) => {
    await signIn()
    await desk.goAway()
    await page.waitForSelector('text=No connection to the server')
    await expect.poll(() => page.title()).toContain('Not connected')
    put(record({ at: ago(1), plate: 'CCC333' }))
    await desk.comeBack()
    await page.waitForSelector(cardOf('CCC333'))
    await page.waitForSelector('text=No connection to the server', { state: 'detached' })
  })

  test('what does not keep the contract is an error in sight, not a blank', async ({
    page,
    desk,
    signIn,
    seen,
    shows,
  }) => {
    await signIn()
    desk.send('alert', '{"id":"not an alert"}')
    await page.waitForSelector('text=The server sent an alert that this page cannot read')
    await page.click('text=Dismiss')
    desk.garbleNext = '{"alerts":[{}],"next":null}'
    await page.reload()
    await page.waitForSelector('.queue >> text=The server sent a list of alerts that this page cannot read')
    await expect.poll(() => seen('.queue')).not.toContain('Nothing waits')
    await shows('.nothing-chosen', 'The alerts could not be loaded')
  })

  test('tells units in trouble by name, live', async ({ page, desk, signIn }) => {
    await signIn()
    const strip = page.locator('.units-strip')
    await strip.locator('text=Skinker / Forest Park: offline for 47 min').waitFor()
    const [first] = desk.units
    if (!first) throw new Error('no recorded units')
    desk.announceUnit({ ...first, state: 'offline', lastSeenAt: Date.now() - 8_000 })
    await strip.locator('text=2 offline').waitFor()
    await page.click('.units-open')
    await expect.poll(() => page.locator('.units-table tbody tr').count()).toBe(5)
  })

  test('an entry that a later list withdraws loses its grade on screen', async ({
    page,
    desk,
    record,
    put,
    signIn,
    shows,
  }) => {
    const alert = record({ at: ago(60), plate: 'AAA111' })
    put(alert)
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.alert-pane >> text=Actionable')
    // The page compares the unit's list with the one that it was told of.
    await shows('.units-strip', '18,442')
    put({ ...alert, live: false, entry: { ...alert.entry, live: false } })
    desk.hotlistVersion = 42
    const [first] = desk.units
    if (!first) throw new Error('no recorded units')
    desk.announceUnit({ ...first, hotlistVersion: 42 })
    await page.waitForSelector('.alert-pane >> text=The entry was withdrawn since this alert was raised')
    await page.waitForSelector('.queue .grade-mark >> text=Withdrawn')
    await expect.poll(() => page.locator('.grade-mark >> text=Actionable').count()).toBe(0)
  })

  test('a list that changes between the alerts and the summary of one load is not taken for known', async ({
    page,
    desk,
    record,
    put,
    signIn,
    shows,
  }) => {
    const alert = record({ at: ago(60), plate: 'AAA111' })
    put(alert)
    const loaded = new Promise<void>((resolve) => {
      void page.route(WAITING, async (route) => {
        await route.fulfill({ response: await route.fetch() })
        desk.hotlistVersion = 42
        resolve()
      })
    })
    // The summary comes after the alerts, if it is not waited for before they are asked for.
    await page.route('**/api/summary', async (route) => {
      await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, 1000))])
      await route.continue()
    })
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.alert-pane >> text=Actionable')
    await shows('.units-strip', '18,442')
    await loaded
    await page.unroute(WAITING)
    put({ ...alert, live: false, entry: { ...alert.entry, live: false } })
    const [first] = desk.units
    if (!first) throw new Error('no recorded units')
    desk.announceUnit({ ...first, hotlistVersion: 42 })
    await page.waitForSelector('.alert-pane >> text=The entry was withdrawn since this alert was raised')
  })
})
