import { expect } from 'vitest'
import { ago, describePage, test as desk } from '../desk-page.fixture.ts'

const ACTIONABLE = [740, 988, 740, 988]
const LOOK_ONLY = [392]
const ESCALATED = [1319, 1047, 784]

/** The page with somebody who writes down the pitch of every tone that starts. */
const test = desk.extend('hears', async ({ page }) => {
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start
    const heard: number[] = []
    Object.assign(window, { heard })
    OscillatorNode.prototype.start = function (when?: number) {
      heard.push(Math.round(this.frequency.value))
      start.call(this, when)
    }
  })
  const sinceLast = () => page.evaluate(() => (window as unknown as { heard: number[] }).heard.splice(0))
  let sounds: number[] = []
  return async (expected: number[]) => {
    const heard = async () => {
      sounds.push(...(await sinceLast()))
      return sounds
    }
    await expect.poll(heard).toEqual(expected)
    sounds = []
  }
})

describePage('the sound of the desk', () => {
  test('is on from the sign-in, tells grades apart, and is silent for what is no news', async ({
    page,
    desk,
    hears,
    record,
    put,
    signIn,
    cardOf,
  }) => {
    put(record({ at: ago(60), plate: 'OLD111' }))
    await signIn()
    await page.waitForSelector('text=Sound is on')
    await hears([])
    const loud = record({ at: ago(2), plate: 'CCC333' })
    desk.raise(loud)
    await page.waitForSelector(cardOf('CCC333'))
    await hears(ACTIONABLE)
    desk.raise(record({ at: ago(1), plate: 'DDD444', grade: 'look-only', doubts: ['state-unknown'] }))
    await page.waitForSelector(cardOf('DDD444'))
    await hears(LOOK_ONLY)
    desk.raise({ ...loud, state: 'acknowledged', acknowledged: { by: 'dokafor', at: ago(0) } })
    await page.waitForSelector('.queue >> text=dokafor')
    await hears([])
  })

  test('an alert that nobody took in time sounds, once', async ({
    page,
    desk,
    hears,
    record,
    put,
    signIn,
  }) => {
    desk.roles = ['supervisor']
    const alert = record({ at: ago(90), plate: 'AAA111' })
    put(alert)
    await signIn()
    await page.waitForSelector('text=Sound is on')
    const escalated = { ...alert, escalatedAt: Date.now() }
    desk.raise(escalated)
    await page.waitForSelector('.banner >> text=Nobody has acknowledged')
    await hears(ESCALATED)
    desk.raise({ ...escalated, shownAt: Date.now() })
    desk.raise(record({ at: ago(1), plate: 'BBB222' }))
    await hears(ACTIONABLE)
  })

  test('a mute silences everything, is shown, outlasts a reload, and ends with the session', async ({
    page,
    desk,
    hears,
    record,
    put,
    signIn,
    cardOf,
  }) => {
    desk.roles = ['supervisor']
    const alert = record({ at: ago(90), plate: 'AAA111' })
    put(alert)
    await signIn()
    await page.click('text=Sound is on')
    await page.waitForSelector('text="Muted"')
    desk.raise({ ...alert, escalatedAt: Date.now() })
    await page.waitForSelector('.banner >> text=Nobody has acknowledged')
    desk.raise(record({ at: ago(1), plate: 'BBB222' }))
    await page.waitForSelector(cardOf('BBB222'))
    await hears([])
    await page.reload()
    await page.waitForSelector('text="Muted"')
    await page.waitForSelector('text=● Live')
    await page.click('text="Muted"')
    await page.waitForSelector('text=Sound is on')
    await hears(LOOK_ONLY)

    await page.click('text=Sound is on')
    await page.waitForSelector('text="Muted"')
    await page.click('.top-bar button:has-text("Sign out")')
    await page.waitForSelector('text=Accept and sign in')
    await signIn()
    await page.waitForSelector('text=Sound is on')
  })
})
