import { expect } from 'vitest'
import { ago, describePage, test } from '../desk-page.fixture.ts'
import { fromHash } from '../evidence/chosen-reads.ts'

describePage('what a person does with an alert', () => {
  test('acknowledges by key, walks on to the next one, and shows who and when', async ({
    page,
    desk,
    record,
    put,
    signIn,
    plates,
    chosen,
  }) => {
    put(record({ at: ago(60), plate: 'AAA111' }), record({ at: ago(30), plate: 'BBB222' }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('a')
    await page.waitForSelector('.acknowledge-done >> text=jmiller')
    await expect.poll(() => page.title()).toBe('(1) Archway RTCC desk')
    await expect.poll(() => plates()).toEqual(['BBB222', 'AAA111'])
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => chosen()).toBe('AAA111')
    await expect.poll(() => plates()).toEqual(['AAA111', 'BBB222'])
    await page.keyboard.press('Enter')
    await page.waitForSelector('.acknowledge-done >> text=jmiller')
    expect([...desk.alerts.values()].map((alert) => alert.acknowledged?.by)).toEqual(['jmiller', 'jmiller'])
  })

  test('promise 7: what hit is in sight, and which plate is not until it is typed from the images', async ({
    page,
    desk,
    record,
    put,
    signIn,
    shows,
  }) => {
    const alert = record({ at: ago(60), plate: 'HK7A2B', category: 'felony-vehicle', flags: ['armed'] })
    put(alert)
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.scene-frame')
    const before = await page.content()
    for (const secret of ['HK7A2B', alert.entry.id, 'Fusion', 'Missouri ('])
      expect(before).not.toContain(secret)
    await shows('.alert-pane', 'Felony vehicle')
    await expect.poll(() => page.locator('.verify-form').count()).toBe(0)

    await page.keyboard.press('a')
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'plate')
    await page.keyboard.type('hk7 a2b')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Missouri')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=Agrees with the entry: verified')
    await shows('.alert-pane', '2019 blue Ford Fusion')
    await expect.poll(() => page.locator('.unverified').count()).toBe(0)
    await page.check('input[value=correct]')
    await page.click('text=Close the alert')
    await page.waitForSelector('.alert-pane >> text=Correct by jmiller')
    expect(desk.alerts.get(alert.id)).toMatchObject({ state: 'closed', looks: [{ plate: 'HK7A2B' }] })
  })

  test('a look that disagrees says how, and leaves the alert unverified in large letters', async ({
    page,
    record,
    put,
    signIn,
    shows,
  }) => {
    const alert = record({
      at: ago(60),
      plate: 'B8O1QK',
      listed: 'B801QK',
      acknowledged: { by: 'kim', at: ago(9) },
    })
    put(alert)
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.fill('[name=plate]', 'B8O1QK')
    await page.selectOption('[name=state]', 'not-seen')
    await page.click('text=Compare with the entry')
    await page.waitForSelector('text=Disagrees with the entry: cannot be verified by it')
    await shows(
      '.alert-pane',
      'Plate the same only if O is taken for 0 or I for 1; state you could make out no state',
      'UNVERIFIED',
    )
    await page.check('input[value=misread]')
    await page.fill('[name=note]', 'letter O')
    await page.click('text=Dismiss the alert')
    await page.waitForSelector('.queue >> text=Misread')
  })

  test('a form that the server refuses keeps what was typed', async ({ page, desk, record, put, signIn }) => {
    put(record({ at: ago(60), acknowledged: { by: 'kim', at: ago(9) } }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.fill('[name=plate]', 'XYZ')
    await page.selectOption('[name=state]', 'us-il')
    desk.refuseNext = 503
    await page.click('text=Compare with the entry')
    await page.waitForSelector('.verify-failure >> text=The store is busy.')
    await expect.poll(() => page.inputValue('[name=plate]')).toBe('XYZ')
  })

  test('a supervisor is shown what nobody took, and can open an entry with a reason', async ({
    page,
    desk,
    record,
    put,
    signIn,
    seen,
  }) => {
    desk.roles = ['supervisor']
    const alert = record({ at: ago(90) })
    put(alert)
    await signIn()
    await page.waitForSelector('.queue .alert-card')
    await expect.poll(() => page.locator('.banner >> text=Nobody has acknowledged').count()).toBe(0)
    desk.raise({ ...alert, escalatedAt: Date.now() })
    await page.click('.banner >> text=Show it')
    await page.click('text=Open the entry without a look')
    await page.fill('[name=reason]', 'pursuit on Delmar')
    await page.click('button:has-text("Open the entry")')
    await page.waitForSelector('.unverified')
    await expect.poll(() => seen('.alert-pane h2')).toBe('HK7A2B')
  })

  test('somebody else was first: their name stands', async ({ page, desk, record, put, signIn, shows }) => {
    put(record({ at: ago(60) }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    desk.rival = 'dokafor'
    await page.click('.acknowledge-button')
    await page.waitForSelector('text=Somebody else was first.')
    await shows('.acknowledge-done', 'dokafor')
  })

  test('an acknowledgement that failed is not shown as one', async ({
    page,
    desk,
    record,
    put,
    signIn,
    shows,
  }) => {
    put(record({ at: ago(60) }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    desk.refuseNext = 503
    await page.click('.acknowledge-button')
    await page.waitForSelector('text=Not recorded.')
    await shows('.acknowledge-failure', 'The store is busy.')
    await page.click('.acknowledge-button')
    await page.waitForSelector('.acknowledge-done')
  })

  test('leads from an alert to a hold of its very Read, in a tab beside the desk, for who may propose one', async ({
    page,
    desk,
    record,
    put,
    signIn,
  }) => {
    const alert = record({ at: ago(60), plate: 'AAA111' })
    put(alert)
    await signIn()
    await page.keyboard.press('ArrowDown')
    const [beside] = await Promise.all([page.waitForEvent('popup'), page.click('text="Keep it as evidence"')])
    await beside.waitForSelector('text=What it covers: 1 Read')
    expect(fromHash(new URL(beside.url()).hash)).toEqual({ view: 'holds', reads: [alert.read.id] })
    await beside.close()
    await page.waitForSelector('text=● Live')

    desk.roles = ['officer']
    await page.reload()
    await page.waitForSelector('.queue-heading')
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.alert-pane-origin')
    expect(await page.locator('text="Keep it as evidence"').count()).toBe(0)
  })
})
