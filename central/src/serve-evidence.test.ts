import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DisclosurePage, RequestPage } from '@archway/shared/api/disclosure'
import { HoldPage } from '@archway/shared/api/hold'
import { PolicyVersions } from '@archway/shared/api/policy'
import { expect } from 'vitest'
import { describePage } from '../web/src/chromium-test.fixture.ts'
import { dayOf, dayText } from '../web/src/session/dates.ts'
import type { Browser } from './browser.fixture.ts'
import { verifyPackage } from './disclosure/package.ts'
import { inOffice, PATIENCE, passBy, post, shoot } from './office.fixture.ts'

/** A unit that saw one car; kim supervises, ray and pat command. */
const inEvidence = inOffice
  .extend('kim', { scope: 'file' }, ({ enter }) => enter('kim', 'supervisor'))
  .extend('ray', { scope: 'file' }, ({ enter }) => enter('ray', 'rtcc-commander'))
  .extend('pat', { scope: 'file' }, ({ enter }) => enter('pat', 'program-commander'))
  .extend('read', { scope: 'file' }, async ({ central, kim }) => {
    const unit = await central.unit('fixed-1', await central.addUnit('fixed-1', 'fixed'))
    return passBy(unit, 'AB12CD', kim)
  })

const holdsOf = async (who: Browser) => HoldPage.parse(await (await who.get('/api/holds')).json()).holds
const disclosuresOf = async (who: Browser) =>
  DisclosurePage.parse(await (await who.get('/api/disclosures')).json()).disclosures
const newHold = (reads: string[], reason: string) => ({
  caseNumber: '26-7',
  schedule: 'PROV-STOLEN',
  reason,
  reads,
})

describePage('evidence, from the Read to the recipient', () => {
  inEvidence(
    'promise 16: a hold is proposed from a search, approved by another, reviewed, checked and released on the pages',
    PATIENCE,
    async ({ central, kim, ray, read, open }) => {
      const url = central.serving.http
      await post(url, kim, '/cases', { number: '26-7', purpose: 'stolen-property' })
      const search = await open(kim, '/search')
      await search.page.selectOption('[name=case]', '26-7')
      await search.page.fill('[name=note]', 'the owner saw it there')
      await search.page.fill('[name=plate]', 'AB12CD')
      await search.page.click('button:has-text("Search")')
      await search.page.check('text=Choose it')
      await shoot(search, 'search-chosen')
      const address = await search.page.getAttribute('a:has-text("Propose a hold")', 'href')
      await search.close()

      const tab = await open(kim, address ?? '')
      await tab.page.waitForSelector('text=What it covers: 1 Read')
      await tab.page.waitForSelector('text=No hold yet.')
      const submit = tab.page.locator('button:has-text("Propose the hold")')
      expect(await submit.isDisabled(), 'nothing is asked for without case, code and reason').toBe(true)
      await tab.page.fill('[name=case]', '26-7')
      await tab.page.selectOption('[name=schedule]', 'PROV-STOLEN')
      await tab.page.fill('[name=reason]', 'evidence of the theft')
      await shoot(tab, 'hold-propose')

      // What was typed stays when the server does not answer.
      await tab.page.route('**/api/holds', (route) => route.abort())
      await submit.click()
      await tab.page.waitForSelector('text=The server does not answer.')
      await tab.page.unroute('**/api/holds')
      expect(await tab.page.inputValue('[name=reason]')).toBe('evidence of the theft')
      await submit.click()
      await tab.page.waitForSelector('text=Waits for a second person')
      expect(await holdsOf(kim)).toMatchObject([{ state: 'proposed', proposedBy: 'kim', reads: [read.id] }])
      await tab.close()

      const own = await open(kim, '/approvals')
      await own.page.waitForSelector('text=You asked for it: another person must decide.')
      expect(await own.page.locator('text="Approve"').count()).toBe(0)
      await own.close()
      const second = await open(ray, '/approvals')
      await second.page.waitForSelector('text=“evidence of the theft”')
      await second.page.fill('[name=note]', 'short')
      expect(await second.page.locator('text="Approve"').isDisabled(), 'no note, or a sentence').toBe(true)
      await second.page.fill('[name=note]', 'the prosecutor asked for it')
      await shoot(second, 'hold-approve')
      await second.page.click('text="Approve"')
      await second.page.waitForSelector('text=Nothing waits for you.')
      await second.close()

      const kept = await open(ray, '/evidence')
      await kept.page.waitForSelector('text="Kept"')
      await kept.page.waitForSelector('text=“the prosecutor asked for it”')
      await kept.page.click('text="What it keeps"')
      await expect.poll(() => kept.page.locator('.side-table tbody tr').count()).toBe(3)
      await kept.page.click('text=Check every item against its hash')
      await kept.page.waitForSelector('text=3 items checked: all are as they were kept.')
      await shoot(kept, 'hold-kept')
      const [image] = await kept.page.locator('a[aria-label^="Open image"]').all()
      const picture = await ray.get((await image?.getAttribute('href')) ?? '')
      expect(picture.headers.get('content-type')).toBe('image/jpeg')

      await kept.page.click('text="Review"')
      await kept.page.fill('[name=note]', 'still before the court')
      const nextReview = Date.now() + 30 * 86_400_000
      await kept.page.fill('[name=next]', dayOf(nextReview))
      await kept.page.click('text="Keep it"')
      await kept.page.waitForSelector(`text=“still before the court”; next by ${dayText(nextReview)}`)

      // The schedule stands against a release that comes too early; the server's words say until when.
      await kept.page.click('text="Release"')
      await kept.page.fill('[name=closed]', '2026-01-02')
      await kept.page.fill('[name=note]', 'the case is closed')
      await kept.page.click('text=Release and destroy')
      await kept.page.waitForSelector('text=PROV-STOLEN says that it is kept until')
      expect(await kept.page.inputValue('[name=note]')).toBe('the case is closed')
      await kept.page.selectOption('[name=ground]', 'not-evidence')
      await shoot(kept, 'hold-release')
      await kept.page.click('text=Release and destroy')
      await kept.page.waitForSelector('text=Released, destroyed')
      expect(await holdsOf(kim)).toMatchObject([{ state: 'released', releasedBy: 'ray' }])
      await kept.close()
    },
  )

  inEvidence(
    'a hold is refused by another, or taken back by whoever proposed it',
    PATIENCE,
    async ({ central, kim, ray, read, open }) => {
      const url = central.serving.http
      await post(url, kim, '/holds', newHold([read.id], 'to be refused'))
      const second = await open(ray, '/approvals')
      await second.page.waitForSelector('text=“to be refused”')
      await second.page.fill('[name=note]', 'it is another car')
      await second.page.click('text="Refuse"')
      await second.page.waitForSelector('text=Nothing waits for you.')
      await second.close()
      await post(url, kim, '/holds', newHold([read.id], 'to be taken back'))
      const own = await open(kim, '/evidence')
      await own.page.waitForSelector('text=“it is another car”')
      await own.page.click('text="Take it back"')
      await own.page.waitForSelector('text="Take it back"', { state: 'detached' })
      expect((await holdsOf(kim)).slice(0, 2)).toMatchObject([
        { reason: 'to be taken back', state: 'refused', decidedBy: 'kim' },
        { reason: 'to be refused', state: 'refused', decidedBy: 'ray', decisionNote: 'it is another car' },
      ])
      await own.close()
    },
  )

  inEvidence(
    'promise 30: a request is recorded, a disclosure on it approved by another, and its package verifies',
    PATIENCE,
    async ({ central, kim, ray, pat, read, open }) => {
      const tab = await open(kim, `/evidence#view=requests&reads=${read.id}`)
      await tab.page.waitForSelector('text=No request yet.')
      await tab.page.click('text="Record a request"')
      await tab.page.fill('[name=agency]', 'Circuit Attorney')
      await tab.page.fill('[name=requester]', 'J. Doe')
      await tab.page.fill('[name=received]', '2026-11-01')
      await tab.page.fill('[name=asked]', 'images of the car of 26-7')
      await shoot(tab, 'request-record')
      await tab.page.click('text=Put it on record')
      await tab.page.waitForSelector('text=J. Doe, Circuit Attorney')
      await tab.page.waitForSelector('text="Nov 1, 2026"')
      await tab.page.click('text="Propose a disclosure"')
      await tab.page.waitForSelector('text=What it covers: 1 Read')
      await tab.page.fill('[name=reference]', '5-27 of 2026-02-01')
      await tab.page.fill('[name=purpose]', 'prosecution of 26-7')
      await shoot(tab, 'disclosure-propose')
      await tab.page.click('text="Propose the disclosure"')
      await tab.page.waitForSelector('text=You proposed it: another person must decide.')

      const second = await open(pat, '/approvals')
      await second.page.waitForSelector('text=1 Read to J. Doe, Circuit Attorney, by 5-27 of 2026-02-01.')
      await second.page.click('text="Approve"')
      await second.page.waitForSelector('text=Nothing waits for you.')
      await second.close()

      await tab.page.reload()
      await tab.page.click('text=What the recipient needs to verify it')
      await tab.page.waitForSelector('text=archway-central disclosure verify disclosure-')
      const saved = tab.page.waitForEvent('download')
      await tab.page.click('text=Download the package')
      const file = await saved
      await tab.page.waitForSelector('text=SHA-256 of the manifest')
      await shoot(tab, 'disclosure-exported')
      const [disclosure] = await disclosuresOf(kim)
      expect(file.suggestedFilename()).toBe(`disclosure-${disclosure?.id}.zip`)
      const key = createPublicKey(await readFile(join(central.config.keys, 'audit.key.pem')))
      const { manifest, problems } = verifyPackage(await readFile((await file.path()) ?? ''), key)
      expect(problems).toEqual([])
      expect(manifest).toMatchObject({ proposedBy: 'kim', approvedBy: 'pat', exportedBy: 'kim', reads: 1 })
      expect(disclosure?.exports).toMatchObject([{ by: 'kim', images: 2 }])
      await tab.close()

      // One that is refused leaves nothing to download, and a request itself can be refused.
      const [request] = RequestPage.parse(await (await kim.get('/api/requests')).json()).requests
      const order = {
        request: request?.id,
        basis: 'chief-authorisation',
        reference: 'letter 4',
        reads: [read.id],
      }
      await post(central.serving.http, kim, '/disclosures', { ...order, purpose: 'for the press' })
      const refusing = await open(ray, '/approvals')
      await refusing.page.waitForSelector('text=“for the press”')
      await refusing.page.fill('[name=note]', 'no such letter of the Chief')
      await refusing.page.click('text="Refuse"')
      await refusing.page.waitForSelector('text=Nothing waits for you.')
      await refusing.page.goto(`${central.serving.http}/evidence#view=disclosures`)
      await refusing.page.waitForSelector('text=“no such letter of the Chief”')
      await expect.poll(() => refusing.page.locator('text=Download the package').count()).toBe(1)
      await shoot(refusing, 'disclosures')
      const other = {
        receivedAt: Date.now(),
        agency: 'Daily News',
        requester: 'A. Nyone',
        asked: 'all reads',
      }
      await post(central.serving.http, kim, '/requests', other)
      await refusing.page.click('text="Requests"')
      await refusing.page.waitForSelector('text=A. Nyone, Daily News')
      await refusing.page.locator('text="Refuse the request"').first().click()
      await refusing.page.fill('[name=because]', 'no order, and no letter')
      await refusing.page.click('text="Refuse it"')
      await refusing.page.waitForSelector('text=“no order, and no letter”')
      await shoot(refusing, 'requests')
      await refusing.close()
    },
  )

  inEvidence(
    'an operator sees holds only, and a version of the policy is refused and approved',
    PATIENCE,
    async ({ central, ray, pat, enter, open }) => {
      const oli = await open(await enter('oli', 'operator'), '/evidence#view=disclosures')
      await oli.page.waitForSelector('h2:has-text("Holds")')
      expect(await oli.page.locator('.evidence-views').count()).toBe(0)
      await oli.close()

      const versions = async () =>
        PolicyVersions.parse(await (await ray.get('/api/policies')).json()).versions
      const propose = async (version: string, nonhitDays: number, reason: string) => {
        const policy = (await versions()).find(({ inForce }) => inForce)?.policy
        const changed = { ...policy, version, retention: { ...policy?.retention, nonhitDays } }
        await post(central.serving.http, ray, '/policies', { policy: changed, reason })
      }
      const decide = async (reason: string, answer: 'Approve' | 'Refuse') => {
        const tab = await open(pat, '/approvals')
        await tab.page.waitForSelector(`text=“${reason}”`)
        await shoot(tab, `policy-${answer}`)
        await tab.page.click(`text="${answer}"`)
        await tab.page.waitForSelector('text=Nothing waits for you.')
        await tab.close()
      }
      await propose('trial-2', 80, 'a change that nobody wants')
      await decide('a change that nobody wants', 'Refuse')
      await propose('trial-3', 70, 'a change that is wanted')
      await decide('a change that is wanted', 'Approve')
      expect((await versions()).slice(-2)).toMatchObject([
        { version: 'trial-2', state: 'refused', decidedBy: 'pat', inForce: false },
        { version: 'trial-3', state: 'approved', decidedBy: 'pat', inForce: true },
      ])
    },
  )
})
