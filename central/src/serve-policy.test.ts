import { PolicyVersions } from '@archway/shared/api/policy'
import { expect } from 'vitest'
import { stringify } from 'yaml'
import { describePage } from '../web/src/chromium-test.fixture.ts'
import type { Browser } from './browser.fixture.ts'
import { inOffice, PATIENCE, post, shoot } from './office.fixture.ts'
import { SHIPPED, withRetention } from './policy/policy.fixture.ts'

/** Wood commands the programme, baker the RTCC; sue supervises. */
const inCommand = inOffice
  .extend('wood', { scope: 'file' }, ({ enter }) => enter('wood', 'program-commander'))
  .extend('baker', { scope: 'file' }, ({ enter }) => enter('baker', 'rtcc-commander'))
  .extend('sue', { scope: 'file' }, ({ enter }) => enter('sue', 'supervisor'))

const versionsOf = async (who: Browser) =>
  PolicyVersions.parse(await (await who.get('/api/policies')).json()).versions

describePage('policy', () => {
  inCommand(
    'promise 14: a change is proposed in words within the ceilings, and put in force by another commander',
    PATIENCE,
    async ({ wood, baker, open }) => {
      const tab = await open(wood, '/policy')
      const { page } = tab
      await page.waitForSelector(`text=In force: ${SHIPPED.version}`)
      await page.waitForSelector('text=It came with the installation')
      await page.waitForSelector('text=90 days')
      await shoot(tab, 'policy')

      await page.click('text="Propose a change"')
      const propose = page.locator('text="Propose it"')
      await page.fill('[name=version]', 'plan-2')
      await page.fill('[name=note]', 'the board asked for less')
      await page.waitForSelector('text=Nothing yet.')
      expect(await propose.isDisabled(), 'nothing is proposed that changes nothing').toBe(true)
      await page.click('summary:has-text("Deletion")')
      await page.fill('[name="retention.days"]', '91')
      await page.waitForSelector('text=must be 0 to 90 days, whole')
      await page.waitForSelector('text=One value above cannot stand')
      await shoot(tab, 'policy-wrong')
      expect(await propose.isDisabled(), 'the ceiling is the plan’s').toBe(true)
      await page.fill('[name="retention.days"]', '60')
      await page.waitForSelector('text=reads without a hit cannot be kept longer')
      await page.fill('[name="retention.nonhitDays"]', '7')
      await page.click('summary:has-text("Searches")')
      await page.fill('[name="search.reviewShare"]', '10')
      await page.waitForSelector('text=2 changed')
      const changes = page.locator('.policy-changes')
      await expect
        .poll(() => changes.textContent())
        .toContain('Reads without a hit are deleted after90 days7 days')
      await expect.poll(() => changes.textContent()).toContain('5 %10 %')

      // What was typed stays when the server does not answer.
      await page.route('**/api/policies', (route) => route.abort())
      await propose.click()
      await page.waitForSelector('text=The server does not answer.')
      await page.unroute('**/api/policies')
      expect(await page.inputValue('[name="retention.days"]')).toBe('60')
      await shoot(tab, 'policy-propose')
      await propose.click()
      await page.waitForSelector('text=You proposed it: another commander must approve it.')
      expect(await page.locator('text=Approve or refuse').count(), 'never one’s own').toBe(0)
      await shoot(tab, 'policy-proposed')
      expect((await versionsOf(wood))[1]).toMatchObject({
        version: 'plan-2',
        state: 'open',
        proposedBy: 'wood',
      })

      const second = await open(baker, '/policy')
      await second.page.waitForSelector('text=“the board asked for less”')
      await second.page.click('text=Approve or refuse it under Approvals')
      await second.page.waitForSelector('text=Policy plan-2')
      await second.page.waitForSelector('text=Reads without a hit are deleted after: 90 days → 7 days')
      await second.page.fill('[name=note]', 'a week is enough for us')
      await shoot(second, 'policy-approvals')
      await second.page.click('text="Approve"')
      await second.page.waitForSelector('text=Nothing waits for you.')
      await second.close()

      await page.click('text="Load again"')
      await page.waitForSelector('text=In force: plan-2')
      await page.waitForSelector('text=Proposed by wood, approved by baker: “the board asked for less”')
      await page.waitForSelector('text=baker, when approving it: “a week is enough for us”')
      await page.click(`summary:has-text("${SHIPPED.version}")`)
      await page.click('text=Show all that it said')
      await expect.poll(() => page.locator('text="90 days"').count()).toBeGreaterThan(1)
      await shoot(tab, 'policy-in-force')
      await tab.close()
      expect((await versionsOf(baker)).map(({ inForce, decidedBy }) => [inForce, decidedBy])).toEqual([
        [false, null],
        [true, 'baker'],
      ])
    },
  )

  inCommand(
    'a policy is pasted as YAML, a refusal is said, and whoever proposed it withdraws it',
    PATIENCE,
    async ({ wood, sue, open }) => {
      const [, inForce] = await versionsOf(wood)
      const tab = await open(wood, '/policy')
      const { page } = tab
      await page.click('text="Propose a change"')
      await page.click('summary:has-text("As YAML")')
      const take = page.locator('text="Take these values"')
      await page.fill('[name=yaml]', 'retention: [')
      await take.click()
      await page.waitForSelector('#yaml-said li')
      await page.fill(
        '[name=yaml]',
        stringify({ ...withRetention(30), login: { idleMinutes: 45 }, sharing: {} }),
      )
      await take.click()
      await page.waitForSelector('text=A session ends without use after: must be 1 to 30 minutes')
      await page.waitForSelector('text=not known: sharing')
      await shoot(tab, 'policy-yaml')
      await page.fill(
        '[name=yaml]',
        stringify({ ...withRetention(30), version: inForce?.version ?? 'plan-2' }),
      )
      await take.click()
      await page.waitForSelector('text=Its values stand in the form above.')
      expect(await page.inputValue('[name="retention.days"]')).toBe('30')
      await page.waitForSelector('text=This is the version in force; give it a new name.')
      // A name that another version has: the server says so, and nothing typed is lost.
      await page.fill('[name=version]', SHIPPED.version)
      await page.fill('[name=note]', 'a month is enough')
      await page.click('text="Propose it"')
      await page.waitForSelector('text=name it anew')
      expect(await page.inputValue('[name=note]')).toBe('a month is enough')
      await page.fill('[name=version]', 'plan-3')
      await page.click('text="Propose it"')
      await page.waitForSelector('text=You proposed it')

      const looking = await open(sue, '/policy')
      await looking.page.waitForSelector('text=It waits for a second commander.')
      expect(await looking.page.locator('text="Propose a change"').count()).toBe(0)
      await looking.page.route('**/api/policies', (route) => route.fulfill({ status: 503, body: '{}' }))
      await looking.page.click('text="Load again"')
      await looking.page.waitForSelector('text=The server refused: status 503')
      await looking.close()

      await page.click('text="Withdraw it"')
      await page.click('text="Yes, withdraw it"')
      await page.waitForSelector('text=Version plan-3 is withdrawn.')
      await page.waitForSelector('summary:has-text("plan-3, refused")')
      expect((await versionsOf(wood)).at(-1)).toMatchObject({ state: 'refused', decidedBy: 'wood' })
      await tab.close()
    },
  )

  inCommand(
    'a version that waits for its date is shown with its changes, who decided it and why',
    PATIENCE,
    async ({ central, wood, baker, open }) => {
      const url = central.serving.http
      const notBefore = Date.now() + 7 * 86_400_000
      const proposal = {
        policy: { ...withRetention(20), version: 'plan-4' },
        reason: 'from next week',
        notBefore,
      }
      await post(url, wood, '/policies', proposal)
      const { n } = (await versionsOf(baker)).at(-1) ?? { n: 0 }
      await post(url, baker, `/policies/${n}/approve`, { note: 'units have it by then' })
      const tab = await open(wood, '/policy')
      const { page } = tab
      await page.waitForSelector('text=plan-4 is approved and takes effect on')
      await page.waitForSelector('text=Proposed by wood, approved by baker: “from next week”')
      await page.waitForSelector('text=baker, when approving it: “units have it by then”')
      await expect
        .poll(() => page.locator('.policy-lead .policy-changes').textContent())
        .toContain('60 days20 days')
      await shoot(tab, 'policy-waiting')
      await tab.close()
    },
  )
})
