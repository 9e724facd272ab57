import { AccessNotices } from '@archway/shared/api/people'
import { UsePage } from '@archway/shared/api/review'
import { expect } from 'vitest'
import { describePage } from '../web/src/chromium-test.fixture.ts'
import { PATIENCE, post, shoot } from './office.fixture.ts'
import { fileOf, inPersonnel, says } from './personnel.fixture.ts'

/** Wood commands, and so does baker, who enters later. */
const inCommand = inPersonnel.extend('wood', { scope: 'file' }, ({ enter }) =>
  enter('wood', 'program-commander'),
)

describePage('who has access, looked at again', () => {
  inCommand(
    'everybody’s access is reviewed on the page, by nobody for themselves, and its outcome is kept',
    PATIENCE,
    async ({ central, wood, ito, ann, open, enter }) => {
      const url = central.serving.http
      const baker = await enter('baker', 'rtcc-commander')
      await enter('off', 'officer')
      const tab = await open(wood, '/people#review')
      const { page } = tab
      await says(page, 'The next review must be finished by')
      await page.click('text="Open a review"')
      await says(page, 'It is finished with the last.')
      const row = (name: string) => page.locator(`[data-person=${name}]`)
      await expect.poll(() => row('wood').textContent()).toContain('Another commander decides on you.')
      await shoot(tab, 'people-review')
      await row('off').locator('text="End all roles"').click()
      await row('off').locator('text="Yes, end them"').click()
      await expect.poll(() => row('off').textContent()).toContain('Roles ended')
      const others = (await page.locator('[data-person]').count()) - 2
      for (let n = 0; n < others; n += 1) {
        const kept = page.locator('[data-person]:has-text("Kept")')
        await page.locator('text="Keep"').first().click()
        await expect.poll(() => kept.count()).toBe(n + 1)
      }
      await tab.close()
      expect((await fileOf(ann, 'off')).roles).toEqual([])

      const second = await open(baker, '/people#review')
      await second.page.locator('[data-person=wood] >> text="Keep"').click()
      // Kept: the others, and wood just now.
      await second.page.click(`summary:has-text(": ${others + 1} kept, 1 ended")`)
      await second.page.waitForSelector('summary:has-text("Review 1, finished")')
      await shoot(second, 'people-review-finished')
      await second.close()
      const { uses } = UsePage.parse(await (await ann.get('/api/uses?action=access-review&limit=100')).json())
      expect(uses.map(({ who, subject }) => [who, subject])).toContainEqual(['baker', 'wood'])
      // Whoever keeps the accounts does not review them.
      expect((await ito.get('/api/people/reviews')).status).toBe(403)
      await post(url, ito, '/people/off/grant', { role: 'officer' })
    },
  )

  inCommand(
    'promise 22: an account in use at two places is told on the page until somebody has looked into it',
    PATIENCE,
    async ({ central, wood, ann, open }) => {
      await central.command(async ({ ledger }) => {
        const place = { address: '203.0.113.7', agent: 'b'.repeat(64) }
        const session = { tokenHash: 'c'.repeat(64), csrf: 'c', factor: 'code', usedSince: 0 }
        await ledger.loginSucceeded({ ...session, name: 'wood', at: Date.now(), place })
        return 0
      })
      const tab = await open(ann, '/people#notices')
      const { page } = tab
      await page.waitForSelector('[data-notice] >> text=signed in at 203.0.113.7 while in use at')
      await shoot(tab, 'people-notices')
      await page.click('text="I have looked into it"')
      await says(page, 'Looked into by ann')
      await tab.close()
      const { notices } = AccessNotices.parse(await (await wood.get('/api/people/notices')).json())
      expect(notices).toMatchObject([{ person: 'wood', seenBy: 'ann' }])
    },
  )
})
