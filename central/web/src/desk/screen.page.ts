import { expect } from 'vitest'
import { ago, describePage, test } from '../desk-page.fixture.ts'

describePage('the screen', () => {
  test('the light theme is kept over a reload, on the pages beside the desk too', async ({
    page,
    desk,
    signIn,
  }) => {
    await signIn()
    await page.click('text=Light')
    await page.reload()
    await page.waitForSelector('text=Dark')
    await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe('light')
    await page.goto(`${desk.url}/account`)
    await page.waitForSelector('text=Your account')
    await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe('light')
  })

  test('more alerts than one page holds are a click away', async ({
    page,
    record,
    put,
    signIn,
    cardOf,
    plates,
  }) => {
    put(...Array.from({ length: 60 }, (_, i) => record({ at: ago(6000 - i), plate: `P${100 + i}` })))
    await signIn()
    await page.waitForSelector('.queue-heading >> text=50+')
    await page.click('text=Show more waiting alerts')
    await page.waitForSelector(cardOf('P100'))
    await expect.poll(() => plates()).toHaveLength(60)
  })

  test('leads to the pages of one’s office, and to no other', async ({ page, desk, signIn, seen }) => {
    desk.roles = ['operator']
    await signIn()
    await expect.poll(() => seen('.door-bar')).toBe('Search\nMore')
    await expect.poll(() => page.locator('.door-menu a').allTextContents()).toEqual(['Evidence'])
    desk.roles = ['supervisor']
    await page.reload()
    await page.focus('.door-menu summary')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.door-menu a:has-text("Cameras")', { state: 'visible' })
    await page.waitForSelector('.door-menu a:has-text("Review")', { state: 'visible' })
    await page.keyboard.press('Escape')
    await page.waitForSelector('.door-menu a:has-text("Cameras")', { state: 'hidden' })
  })

  test('fits the smallest screen without scrolling sideways', async ({ page, desk, record, put, signIn }) => {
    // Whoever has every door in the top bar.
    desk.roles = ['operator', 'supervisor']
    put(record({ at: ago(60) }))
    await page.setViewportSize({ width: 1024, height: 768 })
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.acknowledge-button')
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(1024)
    const isInSight = async () => {
      const button = await page.locator('.acknowledge-button').boundingBox()
      return button !== null && button.x + button.width <= 1024 && button.y + button.height <= 768
    }
    await expect.poll(isInSight).toBe(true)
  })
})
