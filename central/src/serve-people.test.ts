import { join } from 'node:path'
import { AccessNotices, PersonFile, Roster } from '@archway/shared/api/people'
import { UsePage } from '@archway/shared/api/review'
import Database from 'better-sqlite3'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { describePage } from '../web/src/chromium-test.fixture.ts'
import { type Browser, finishLogin, shownCode, signIn } from './browser.fixture.ts'
import { inOffice, PATIENCE, post, shoot } from './office.fixture.ts'

/** Ito keeps the accounts; wood and baker command; ann audits. */
const inPersonnel = inOffice
  .extend('ito', { scope: 'file' }, ({ enter }) => enter('ito', 'it-administrator'))
  .extend('wood', { scope: 'file' }, ({ enter }) => enter('wood', 'program-commander'))
  .extend('ann', { scope: 'file' }, ({ enter }) => enter('ann', 'auditor'))

const fileOf = async (who: Browser, name: string) =>
  PersonFile.parse(await (await who.get(`/api/people/${name}/file`)).json())
const says = (page: Page, text: string) => page.waitForSelector(`text=${text}`)

describePage('people', () => {
  inPersonnel(
    'promise 24: an account from its first password to the leaver, made and ended on the page',
    PATIENCE,
    async ({ central, ito, ann, open }) => {
      const url = central.serving.http
      const tab = await open(ito, '/people')
      const { page } = tab
      await says(page, 'All accounts (')
      await page.click('button:has-text("New account")')
      const make = page.locator('button:has-text("Make the account")')
      await page.fill('[name=name]', 'Lee Young')
      await says(page, 'a user name has lower-case letters')
      expect(await make.isDisabled(), 'nothing is sent that the server would refuse').toBe(true)
      await page.fill('[name=name]', 'lyoung')
      await page.fill('[name=displayName]', 'Lee Young')
      await page.fill('[name=badge]', 'D-4711')
      await page.check('[name=role][value=operator]')
      await shoot(tab, 'people-new')

      // What was typed stays when the server does not answer.
      await page.route('**/api/people', (route) => route.abort())
      await make.click()
      await says(page, 'The server does not answer.')
      await page.unroute('**/api/people')
      expect(await page.inputValue('[name=displayName]')).toBe('Lee Young')
      await make.click()
      await says(page, 'The account lyoung is made')
      const password = (await page.textContent('.people-password code')) ?? ''
      expect(password.length).toBeGreaterThan(11)
      await shoot(tab, 'people-password')
      await page.click('text=open the file of lyoung')
      await says(page, 'No training is on record; nobody signs in without one.')

      await page.click('summary:has-text("Record a training")')
      await page.fill('[name=course]', 'ALPR, basic')
      await page.fill('[name=trainer]', 'Sgt. Hill')
      await page.fill('[name=taken]', '2026-01-15')
      await shoot(tab, 'people-file-new')
      await page.click('button:has-text("Record the training")')
      await says(page, 'The training is recorded.')
      await page.waitForSelector('td:has-text("Jan 15, 2026")')
      await page.click('summary:has-text("Record a receipt on paper")')
      await page.fill('[name=signature]', 'L. Young')
      await page.click('button:has-text("Record the receipt")')
      await says(page, 'The receipt is recorded.')
      expect(await fileOf(ann, 'lyoung')).toMatchObject({
        hasOrder: true,
        trainings: [{ course: 'ALPR, basic', takenAt: Date.UTC(2026, 0, 15, 6), recordedBy: 'ito' }],
      })
      // It enrols a factor, and opens no session before it is changed for one of their own.
      await expect(finishLogin(url, 'lyoung', password)).rejects.toThrow('stands at password')

      await page.selectOption('select[name=role]', 'supervisor')
      await page.click('text="Grant it"')
      await says(page, 'The role is granted.')
      await page.click('button:has-text("End RTCC operator")')
      await page.click('button:has-text("Yes, end it")')
      await says(page, 'The role is ended.')
      await page.reload()
      await says(page, 'authenticator app')
      await page.waitForSelector('.person-points >> text=password not their own yet')
      await page.click('button:has-text("Reset the second factor")')
      await page.click('button:has-text("Yes, reset it")')
      await says(page, 'The second factor is void.')
      await says(page, 'none enrolled')
      await shoot(tab, 'people-file')
      expect((await fileOf(ann, 'lyoung')).roles).toEqual(['supervisor'])

      await page.click('summary:has-text("Leaves the department")')
      await page.fill('form[aria-label="Leaves the department"] [name=reason]', 'transfers to the county')
      const end = page.locator('button:has-text("Disable the account")')
      await page.fill('[name=confirm]', 'lyong')
      expect(await end.isDisabled(), 'another name confirms nothing').toBe(true)
      await page.fill('[name=confirm]', 'lyoung')
      await shoot(tab, 'people-leaver')
      await end.click()
      await says(page, 'This account is disabled')
      await shoot(tab, 'people-disabled')
      expect(await fileOf(ann, 'lyoung')).toMatchObject({
        roles: [],
        disablings: [{ by: 'ito', reason: 'transfers to the county', until: null }],
      })
      await page.click('button:has-text("Enable the account")')
      await says(page, 'The account can sign in again.')
      await tab.close()
    },
  )

  inPersonnel(
    'a lock is released, and the roster is shown as it stood on an earlier day',
    PATIENCE,
    async ({ central, ito, open, enter }) => {
      const url = central.serving.http
      await enter('kim', 'supervisor')
      for (let n = 0; n < 5; n += 1) await finishLogin(url, 'kim', 'not her password').catch(() => {})
      const tab = await open(ito, '/people')
      const { page } = tab
      await page.check('text=To look into (')
      await page.fill('[name=find]', 'D-KIM')
      await page.waitForSelector('.person-points >> text=locked')
      await shoot(tab, 'people-locked')
      await page.click('a:has-text("kim")')
      await says(page, 'This account is locked')
      await page.click('text=Release the lock')
      await says(page, 'The lock is released.')
      await page.waitForSelector('text=This account is locked', { state: 'detached' })
      expect((await fileOf(ito, 'kim')).lockedAt).toBeNull()

      await page.click('text=To the roster')
      await page.fill('[name=as-of]', '2026-01-15')
      await says(page, 'Nobody had an account then')
      const { people } = Roster.parse(await (await ito.get('/api/people')).json())
      expect(people.map(({ name }) => name)).toContain('kim')

      // A failed answer is neither an empty roster nor one that loads.
      await page.route('**/api/people/standings', (route) => route.fulfill({ status: 503, body: '{}' }))
      await page.reload()
      await says(page, 'The server refused: status 503')
      expect(await page.locator('text=Loading…').count()).toBe(0)
      await page.unroute('**/api/people/standings')
      await page.click('text="Try again"')
      await says(page, 'All accounts (')
      await tab.close()
    },
  )

  inPersonnel(
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

  inPersonnel(
    'a supervisor records a training by user name and sees no roster; an operator has no door',
    PATIENCE,
    async ({ ito, ann, open, enter }) => {
      const sue = await enter('sue', 'supervisor')
      const tab = await open(sue, '/people')
      const { page } = tab
      await says(page, 'Record a training or a receipt')
      expect(await page.locator('text=Roster').count()).toBe(0)
      await page.fill('[name=person]', 'ann')
      await page.fill('[name=course]', 'ALPR, anew')
      await page.fill('[name=trainer]', 'Sgt. Hill')
      await page.fill('[name=taken]', '2026-02-01')
      await shoot(tab, 'people-record')
      await page.click('text="Record the training"')
      await says(page, 'ann: The training is recorded.')
      expect((await fileOf(ito, 'ann')).trainings).toMatchObject([{ recordedBy: 'sue' }, {}])
      await page.fill('[name=person]', 'nobody')
      await page.fill('[name=signature]', 'No Body')
      await page.click('text="Record the receipt"')
      await says(page, 'There is no such person.')
      await tab.close()

      // The auditor reads, and is offered nothing to change.
      const reading = await open(ann, '/people#person=sue')
      await says(reading.page, 'As it stands')
      expect(await reading.page.locator('text=Leaves the department').count()).toBe(0)
      await reading.close()
      const olga = await open(await enter('olga', 'operator'), '/people')
      await says(olga.page, '● Live')
      await olga.close()
    },
  )

  inPersonnel(
    'a privileged act asks for password and second factor once more, and then goes on with what was typed',
    PATIENCE,
    async ({ central, ann, open }) => {
      const url = central.serving.http
      const password = await central.addPerson('ida', ['it-administrator'])
      const tab = await open(await signIn(url, 'ida', password), '/people#person=ann')
      const { page } = tab
      await says(page, 'As it stands')
      const ledger = new Database(join(central.config.data, 'ledger.db'))
      ledger.exec("UPDATE session SET fresh_at = 0 WHERE person = 'ida'")
      ledger.close()
      await page.click('summary:has-text("Record a training")')
      await page.fill('[name=course]', 'ALPR, advanced')
      await page.fill('[name=trainer]', 'Sgt. Hill')
      await page.fill('[name=taken]', '2026-03-01')
      await page.click('button:has-text("Record the training")')
      await says(page, 'Password and second factor once more')
      await page.fill('[name=password]', 'not her password')
      await page.fill('[name=code]', '000000')
      await shoot(tab, 'people-again')
      await page.click('text="Confirm"')
      await says(page, 'The server refused')
      expect(await page.inputValue('[name=course]')).toBe('ALPR, advanced')
      expect(await page.inputValue('[name=password]')).toBe('not her password')
      expect(await page.inputValue('[name=code]'), 'a code is never sent twice').toBe('')
      await page.fill('[name=password]', password)
      await page.fill('[name=code]', await shownCode(url, 'ida'))
      await page.click('text="Confirm"')
      await says(page, 'The training is recorded.')
      const { trainings } = await fileOf(ann, 'ann')
      expect(trainings.map(({ course, recordedBy }) => [course, recordedBy])).toContainEqual([
        'ALPR, advanced',
        'ida',
      ])
      await tab.close()
    },
  )

  inPersonnel(
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
