import { join } from 'node:path'
import { EntryPage } from '@archway/shared/api/hotlist'
import { ReleasePage } from '@archway/shared/api/search'
import { expect, test } from 'vitest'
import { buildPage } from '../web/src/built-page.fixture.ts'
import { chromiumMissing, launchChromium } from '../web/src/chromium.fixture.ts'
import { signIn, startCentral } from './serve.fixture.ts'

/** The page as it is built, in a real Chromium, on a whole central. */
test.skipIf(chromiumMissing !== null)(
  `promise 12: what waits is decided on the page by another person than the one who asked ${chromiumMissing ?? ''}`,
  { timeout: 240_000 },
  async () => {
    const built = await buildPage()
    const central = await startCentral('', built.site)
    const browser = await launchChromium()
    try {
      const url = central.serving.http
      const kim = await signIn(url, 'kim', await central.addPerson('kim', ['supervisor']))
      const post = async (path: string, body: object) => {
        const headers = {
          cookie: kim.cookie,
          'x-archway-csrf': kim.csrf,
          'content-type': 'application/json',
        }
        const sent = { method: 'POST', headers, body: JSON.stringify(body) }
        const answer = await fetch(`${url}/api${path}`, sent)
        expect(answer.status, await answer.clone().text()).toBe(201)
      }
      await post('/cases', { number: '26-7', purpose: 'stolen-property' })
      const order = { purpose: 'stolen-property', case: '26-7', note: 'the owner saw it there', plate: null }
      const until = Date.now()
      const reason = 'homicide at this corner an hour ago'
      await post('/search-releases', { order: { ...order, from: until - 2 * 86_400_000, until }, reason })
      const why = 'taken from the owner this morning'
      const entry = { plate: 'AB12CD', category: 'stolen-vehicle', purpose: 'stolen-property', case: '26-7' }
      await post('/entries', { ...entry, reason: why })

      const open = async (cookie: string) => {
        // The session ends in any browser that calls itself something else than what signed in.
        const context = await browser.newContext({
          userAgent: 'node',
          viewport: { width: 1440, height: 900 },
        })
        const [name = '', value = ''] = cookie.split('=')
        await context.addCookies([{ name, value, url }])
        const tab = await context.newPage()
        tab.setDefaultTimeout(30_000)
        await tab.goto(`${url}/approvals`)
        return tab
      }
      const own = await open(kim.cookie)
      await expect
        .poll(() => own.locator('text=You asked for it: another person must decide.').count())
        .toBe(2)
      await expect.poll(() => own.locator('text="Approve"').count()).toBe(0)

      const lee = await signIn(url, 'lee', await central.addPerson('lee', ['supervisor']))
      const tab = await open(lee.cookie)
      await tab.waitForSelector(`text=${reason}`)
      await tab.waitForSelector(`text=${why}`)
      const folder = process.env.ARCHWAY_SHOTS
      if (folder) await tab.screenshot({ path: join(folder, 'approvals.png') })

      // A kind that cannot be loaded hides no other, and nobody reads that nothing waits.
      await tab.route('**/api/entries?*', (route) => route.abort())
      await tab.reload()
      await tab.waitForSelector('text=Not loaded: hotlist entries. Some may wait that are not shown here.')
      await tab.waitForSelector(`text=${reason}`)
      if (folder) await tab.screenshot({ path: join(folder, 'approvals-failed.png') })
      await tab.fill('[name=note]', 'agreed for this')
      await tab.click('text="Approve"')
      await tab.waitForSelector(`text=${reason}`, { state: 'detached' })
      expect(await tab.locator('text=Nothing waits for you.').count()).toBe(0)
      const kept = ReleasePage.parse(await (await kim.get('/api/search-releases?state=released')).json())
      expect(kept.releases).toMatchObject([{ askedBy: 'kim', decidedBy: 'lee' }])

      await tab.unroute('**/api/entries?*')
      await tab.click('text="Try again"')
      await tab.waitForSelector(`text=${why}`)
      await tab.click('text="Refuse"')
      await tab.waitForSelector('text=Nothing waits for you.')
      const { entries } = EntryPage.parse(await (await kim.get('/api/entries?state=refused')).json())
      expect(entries).toMatchObject([{ plate: 'AB12CD', proposedBy: 'kim', decidedBy: 'lee' }])
    } finally {
      await browser.close()
      await central.close()
      await built.remove()
    }
  },
)
