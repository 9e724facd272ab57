import { EntryPage } from '@archway/shared/api/hotlist'
import { ReviewPage } from '@archway/shared/api/review'
import { ReleasePage } from '@archway/shared/api/search'
import { expect } from 'vitest'
import { describePage } from '../web/src/chromium-test.fixture.ts'
import { inOffice, PATIENCE, post, shoot } from './office.fixture.ts'

/** Kim is a supervisor with a case. */
const inCase = inOffice.extend('kim', { scope: 'file' }, async ({ central, enter }) => {
  const kim = await enter('kim', 'supervisor')
  await post(central.serving.http, kim, '/cases', { number: '26-7', purpose: 'stolen-property' })
  return kim
})

const ORDER = { purpose: 'stolen-property', case: '26-7', note: 'the owner saw it there' }

describePage('what a second person decides or looks into', () => {
  inCase(
    'promise 12: what waits is decided on the page by another person than the one who asked',
    PATIENCE,
    async ({ central, kim, enter, open }) => {
      const url = central.serving.http
      const until = Date.now()
      const reason = 'homicide at this corner an hour ago'
      const order = { ...ORDER, plate: null, from: until - 2 * 86_400_000, until }
      await post(url, kim, '/search-releases', { order, reason })
      const why = 'taken from the owner this morning'
      const entry = { plate: 'AB12CD', category: 'stolen-vehicle', purpose: 'stolen-property', case: '26-7' }
      await post(url, kim, '/entries', { ...entry, reason: why })

      const own = await open(kim, '/approvals')
      const mine = own.page.locator('text=You asked for it: another person must decide.')
      await expect.poll(() => mine.count()).toBe(2)
      expect(await own.page.locator('text="Approve"').count()).toBe(0)
      await own.close()

      const lee = await enter('lee', 'supervisor')
      const tab = await open(lee, '/approvals')
      await tab.page.waitForSelector(`text=${reason}`)
      await tab.page.waitForSelector(`text=${why}`)
      await shoot(tab, 'approvals')

      // A kind that cannot be loaded hides no other, and nobody reads that nothing waits.
      await tab.page.route('**/api/entries?*', (route) => route.abort())
      await tab.page.reload()
      await tab.page.waitForSelector(
        'text=Not loaded: hotlist entries. Some may wait that are not shown here.',
      )
      await tab.page.waitForSelector(`text=${reason}`)
      await shoot(tab, 'approvals-failed')
      await tab.page.fill('[name=note]', 'agreed for this')
      await tab.page.click('text="Approve"')
      await tab.page.waitForSelector(`text=${reason}`, { state: 'detached' })
      expect(await tab.page.locator('text=Nothing waits for you.').count()).toBe(0)
      const kept = ReleasePage.parse(await (await kim.get('/api/search-releases?state=released')).json())
      expect(kept.releases).toMatchObject([{ askedBy: 'kim', decidedBy: 'lee' }])

      await tab.page.unroute('**/api/entries?*')
      await tab.page.click('text="Try again"')
      await tab.page.waitForSelector(`text=${why}`)
      const note = 'the owner has it back since noon'
      await tab.page.fill('[name=note]', note)
      await tab.page.click('text="Refuse"')
      await tab.page.waitForSelector('text=Nothing waits for you.')
      const { entries } = EntryPage.parse(await (await kim.get('/api/entries?state=refused')).json())
      expect(entries).toMatchObject([
        { plate: 'AB12CD', proposedBy: 'kim', decidedBy: 'lee', decisionNote: note },
      ])
      await tab.page.click('summary:has-text("Hotlist entries that were decided")')
      const decided = tab.page.locator('[data-entry]')
      await expect.poll(() => decided.textContent()).toContain(`AB12CD, Stolen vehicle`)
      expect(await decided.textContent()).toMatch(
        new RegExp(`Asked for by kim; refused by lee, .*: “${note}”`),
      )
      await shoot(tab, 'approvals-decided')
      await tab.close()
    },
  )

  inCase(
    'promise 27: drawn searches are reviewed on the page, repeated targets are told, and no plate is shown',
    PATIENCE,
    async ({ central, kim, enter, open }) => {
      const url = central.serving.http
      const until = Date.now()
      const order = { ...ORDER, plate: 'XY99ZW', from: until - 1000, until }
      for (let n = 0; n < 3; n += 1) await post(url, kim, '/searches', { order })
      await central.command(async ({ ledger }) => {
        const size = (await ledger.uses(0, 9999)).length
        await ledger.drawReviews({ root: 'a'.repeat(64), size, share: 1, at: Date.now() })
        return 0
      })
      const ann = await enter('ann', 'auditor')
      const { page, close } = await open(ann, '/review')
      const proper = page.locator('text="Proper"')
      await expect.poll(() => proper.count()).toBe(3)
      expect(await page.content(), 'a reviewer sees no plate').not.toContain('XY99ZW')
      await shoot({ page }, 'review')
      await page.click('text="Repeated targets"')
      await page.waitForSelector('text=searched one plate 3 times')
      expect(await page.content(), 'nor here').not.toContain('XY99ZW')
      await page.click('text="Drawn searches"')

      // What was typed stays when the server does not answer.
      await page.locator('[name=note]').first().fill('case and note agree')
      await page.route('**/api/reviews/*', (route) => route.abort())
      await proper.first().click()
      await page.waitForSelector('text=The server does not answer.')
      await page.unroute('**/api/reviews/*')
      expect(await page.locator('[name=note]').first().inputValue()).toBe('case and note agree')
      await proper.first().click()
      await expect.poll(() => proper.count()).toBe(2)
      const done = ReviewPage.parse(await (await ann.get('/api/reviews?state=done')).json())
      expect(done.reviews).toMatchObject([{ reviewedBy: 'ann', note: 'case and note agree' }])
      await close()

      const supervising = await open(kim, '/review')
      await supervising.page.click('text="Repeated targets"')
      await supervising.page.waitForSelector('text=searched one plate 3 times')
      expect(await supervising.page.locator('text="Drawn searches"').count()).toBe(0)
      await supervising.close()
    },
  )
})
