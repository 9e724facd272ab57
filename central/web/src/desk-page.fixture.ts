import type { OpenAlert } from '@archway/shared/api'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { createRecorder, recordedUnits } from './alert.fixture.ts'
import { inChromium, openTab } from './chromium-test.fixture.ts'
import { CODE, type DeskServer, startDeskServer } from './desk-server.fixture.ts'

export { describePage } from './chromium-test.fixture.ts'

export const ago = (seconds: number): number => Date.now() - seconds * 1000

/** The RTCC page in a tab of its own, against a real server that holds its data to the contract. */
export const test = inChromium
  .extend('desk', async ({ site }, { onCleanup }) => {
    const desk = await startDeskServer(site, Date.now)
    onCleanup(() => desk.close())
    desk.units = recordedUnits(Date.now())
    return desk
  })
  // After the desk, so that the tab is closed before its server is.
  .extend('tab', async ({ browser, desk: _desk }, { onCleanup }) => {
    const tab = await openTab(browser)
    onCleanup(() => tab.close())
    return tab
  })
  .extend('page', ({ tab }) => tab.page)
  .extend('complaints', ({ tab }) => tab.complaints)
  .extend('record', () => createRecorder())
  .extend('put', ({ desk }) => (...alerts: OpenAlert[]) => {
    for (const alert of alerts) desk.alerts.set(alert.id, alert)
  })
  .extend(
    'enter',
    ({ page }) =>
      () =>
        enter(page),
  )
  .extend(
    'signIn',
    ({ page, desk }) =>
      () =>
        signIn(page, desk),
  )
  .extend('cardOf', ({ desk }) => (plate: string) => {
    const id = [...desk.alerts.values()].find(({ read }) => read.text === plate)?.id ?? plate
    return `.queue [data-alert="${id}"]`
  })
  /** The plates of the cards, sealed or not: only the server knows them all. */
  .extend('plates', ({ page, desk }) => async () => {
    const cards = await page.locator('.queue .alert-card').all()
    const ids = await Promise.all(cards.map((card) => card.getAttribute('data-alert')))
    return ids.map((id) => desk.alerts.get(id ?? '')?.read.text)
  })
  .extend('chosen', ({ page, desk }) => async () => {
    return desk.alerts.get((await page.locator('.alert-pane').getAttribute('data-alert')) ?? '')?.read.text
  })
  .extend(
    'seen',
    ({ page }) =>
      (selector: string) =>
        seen(page, selector),
  )
  /** Waits until all of it is seen: what a click or an answer brings is drawn a moment later. */
  .extend('shows', ({ page }) => async (selector: string, ...texts: string[]) => {
    for (const text of texts) await expect.poll(() => seen(page, selector)).toContain(text)
  })

async function enter(page: Page): Promise<void> {
  await page.fill('[name=user]', 'jmiller')
  await page.fill('[name=password]', 'correct horse')
  await page.click('text=Accept and sign in')
}

async function signIn(page: Page, desk: DeskServer): Promise<void> {
  await page.goto(desk.url)
  await enter(page)
  await page.fill('[name=code]', CODE)
  await page.click('text=Sign in')
  await page.waitForSelector('text=● Live')
  await page.waitForSelector('.queue-heading')
}

/** The text as it is rendered: what is hidden is not in it. */
async function seen(page: Page, selector: string): Promise<string> {
  await page.locator(selector).first().waitFor({ state: 'attached' })
  return (await page.locator(selector).allInnerTexts()).join('\n')
}
