import { FlagPage, ReviewPage, UsePage } from '@archway/shared/api/review'
import { expect } from 'vitest'
import { describePage } from '../web/src/chromium-test.fixture.ts'
import { inOffice, PATIENCE, post, shoot } from './office.fixture.ts'

/** More than a page of the lists holds. */
const SEARCHES = 23
const PLATE = 'XY99ZW'

/** Kim searched one plate again and again, and every search was drawn; ann audits, sue supervises, pat commands. */
const inReview = inOffice
  .extend('kim', { scope: 'file' }, async ({ central, enter }) => {
    const url = central.serving.http
    const kim = await enter('kim', 'supervisor')
    await post(url, kim, '/cases', { number: '26-7', purpose: 'stolen-property' })
    const until = Date.now()
    const why = { purpose: 'stolen-property', case: '26-7', note: 'the owner saw it there' }
    for (let n = 0; n < SEARCHES; n += 1) {
      await post(url, kim, '/searches', { order: { ...why, plate: PLATE, from: until - 1000, until } })
    }
    await central.command(async ({ ledger }) => {
      const size = (await ledger.uses(0, 9999)).length
      await ledger.drawReviews({ root: 'a'.repeat(64), size, share: 1, at: Date.now() })
      return 0
    })
    return kim
  })
  .extend('ann', { scope: 'file' }, ({ enter }) => enter('ann', 'auditor'))
  .extend('sue', { scope: 'file' }, ({ enter }) => enter('sue', 'supervisor'))
  .extend('pat', { scope: 'file' }, ({ enter }) => enter('pat', 'program-commander'))

const part = (title: string) => `section[aria-label="${title}"]`

describePage('the review of searches', () => {
  inReview(
    'promise 27: drawn searches come a page at a time; one is opened for a reason, and reviewed with a note',
    PATIENCE,
    async ({ kim: _kim, ann, open }) => {
      const { page, close } = await open(ann, '/review')
      const drawn = page.locator(`${part('Searches drawn for review')} li`)
      await expect.poll(() => drawn.count()).toBe(20)
      await page.click(`${part('Searches drawn for review')} >> text="Show more"`)
      await expect.poll(() => drawn.count()).toBe(SEARCHES)
      await page.click('text="Repeated targets"')
      await page.click(`${part('Repeated targets')} >> text="Show more"`)
      await expect.poll(() => page.locator(`${part('Repeated targets')} li`).count()).toBe(SEARCHES - 2)
      await page.click('text="Drawn searches"')
      await page.waitForSelector('text=It showed 0 Reads.')
      expect(await page.content(), 'a reviewer sees no plate').not.toContain(PLATE)

      await drawn.first().locator('text="What was searched for"').click()
      await drawn.first().locator('[name=note]').last().fill('a complaint names this search')
      await drawn.first().locator('text="Open it"').click()
      await page.waitForSelector(`text=${PLATE} everywhere`)
      await page.waitForSelector('text=“the owner saw it there”')
      await shoot({ page }, 'review-opened')
      const { uses } = UsePage.parse(await (await ann.get('/api/uses?action=audit-open')).json())
      expect(uses).toMatchObject([{ who: 'ann', outcome: 'success' }])

      await drawn.first().locator('[name=note]').fill('no link to the case')
      await drawn.first().locator('text="Improper"').click()
      await expect.poll(() => drawn.count()).toBe(SEARCHES - 1)
      await page.click('text="Reviewed"')
      const reviewed = page.locator(`${part('Reviewed')} li`)
      await expect.poll(() => reviewed.count()).toBe(1)
      await expect.poll(() => reviewed.textContent()).toContain('“no link to the case”')
      await shoot({ page }, 'review-done')
      const done = ReviewPage.parse(await (await ann.get('/api/reviews?state=done')).json())
      expect(done.reviews).toMatchObject([{ reviewedBy: 'ann', search: { review: 'improper', asked: 50 } }])
      await close()
    },
  )

  inReview(
    'promise 28: an auditor flags a search, a supervisor answers, and the program commander decides',
    PATIENCE,
    async ({ kim, ann, sue, pat, open }) => {
      const audit = await open(ann, '/review')
      await audit.page.locator('text="Flag for follow-up"').first().click()
      await audit.page.fill('form[aria-label="Flag for follow-up"] [name=note]', 'the same plate all day')
      // What was typed stays when the server does not answer.
      await audit.page.route('**/api/flags', (route) => route.abort())
      await audit.page.click('text="Flag it"')
      await audit.page.waitForSelector('text=The server does not answer.')
      await audit.page.unroute('**/api/flags')
      await audit.page.click('text="Flag it"')
      await audit.page.waitForSelector('text=It stands under')
      await audit.page.click('text="Flagged"')
      await audit.page.waitForSelector(`${part('Flagged for follow-up')} >> text=“the same plate all day”`)
      expect(await audit.page.locator('text="Answer"').count(), 'an auditor does not answer').toBe(0)
      await shoot(audit, 'review-flagged')
      await audit.close()

      const own = await open(kim, '/review#flags')
      await own.page.waitForSelector('text=It is about a use of your own: others look into it.')
      expect(await own.page.locator('text="Answer"').count()).toBe(0)
      await own.close()

      const answering = await open(sue, '/review#flags')
      await answering.page.click('text="Answer"')
      await answering.page.fill('[name=note]', 'the case was told by telephone')
      await answering.page.click('text="Send the answer"')
      await answering.page.waitForSelector('text=“the case was told by telephone”')
      await answering.close()

      const deciding = await open(pat, '/review#flags')
      await deciding.page.waitForSelector('text=“the case was told by telephone”')
      await deciding.page.click('text="Take it up"')
      await deciding.page.click('text="Decide"')
      const decide = deciding.page.locator('text="Decide it"')
      await deciding.page.fill('form[aria-label=Decide] [name=note]', 'no case in any book')
      await deciding.page.selectOption('[name=outcome]', 'disciplined')
      expect(await decide.isDisabled(), 'a violation needs its number').toBe(true)
      await deciding.page.fill('[name=reference]', 'IAD 26-7')
      await shoot(deciding, 'review-decide')
      await decide.click()
      await deciding.page.waitForSelector('text="Disciplined"')
      await shoot(deciding, 'review-decided')
      await deciding.close()
      const { flags } = FlagPage.parse(await (await ann.get('/api/flags')).json())
      expect(flags).toMatchObject([
        { who: 'kim', raisedBy: 'ann', takenBy: 'pat', decidedBy: 'pat', reference: 'IAD 26-7' },
      ])
    },
  )
})
