import { expect } from 'vitest'
import { ago, describePage, test } from '../desk-page.fixture.ts'
import { CODE } from '../desk-server.fixture.ts'

describePage('the end of a session', () => {
  test('a session that ends goes to the login, says so, and leaves nothing behind', async ({
    page,
    desk,
    record,
    put,
    signIn,
    enter,
    cardOf,
  }) => {
    put(record({ at: ago(60), plate: 'AAA111' }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    desk.endSessions()
    await page.waitForSelector('text=Your session has ended.')
    await expect.poll(() => page.locator('.alert-card').count()).toBe(0)
    await enter()
    await page.fill('[name=code]', CODE)
    await page.keyboard.press('Enter')
    await page.waitForSelector(cardOf('AAA111'))
  })

  test('signing out ends the session on the server, and says when it could not', async ({
    page,
    desk,
    signIn,
  }) => {
    await signIn()
    desk.refuseNext = 503
    await page.click('.top-bar button:has-text("Sign out")')
    await page.waitForSelector('text=You are still signed in.')
    await page.click('.top-bar button:has-text("Sign out")')
    await page.waitForSelector('text=Accept and sign in')
    await page.reload()
    await page.waitForSelector('text=Accept and sign in')
  })

  test('warns before an unattended session ends, and goes on when a person says so', async ({
    page,
    desk,
    signIn,
  }) => {
    desk.sessionMs = 90_000
    await signIn()
    await page.waitForSelector('text=Your session ends in 1 min')
    desk.sessionMs = 1_800_000
    await page.click('text=Stay signed in')
    await page.waitForSelector('text=Your session ends', { state: 'detached' })
  })

  test('a session that runs out unattended ends on the screen by itself', async ({ page, desk, signIn }) => {
    // Only once somebody is in: a session of seconds would end while a busy machine still signs in.
    desk.sessionMs = 90_000
    await signIn()
    const asked = () => desk.requests.filter((request) => request === 'GET /api/session').length
    const before = asked()
    desk.sessionMs = 1_000
    await page.click('text=Stay signed in')
    await expect.poll(asked).toBeGreaterThan(before)
    desk.endSessionsQuietly()
    await page.waitForSelector('text=Your session has ended.')
    await expect.poll(() => page.title()).toBe('Archway RTCC desk')
  })
})
